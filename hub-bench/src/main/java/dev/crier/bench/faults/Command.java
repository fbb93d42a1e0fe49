package dev.crier.bench.faults;

import dev.crier.bench.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands of the system. Stateless; blocks. */
final class Command {

    private Command() {}

    /**
     * Runs one and waits for its end.
     *
     * @return what it said
     * @throws BenchException with what it said, if it failed or can't be run
     */
    static String run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new BenchException(command[0] + " can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
