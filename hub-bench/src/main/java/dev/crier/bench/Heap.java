package dev.crier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What the objects of a JVM take, as the JDK's {@code jcmd} says. Stateless; blocks its thread. */
final class Heap {

    private Heap() {}

    /**
     * The bytes of all objects that are reachable, after a full collection; empty if the JVM can't be asked.
     *
     * @param pid the JVM's process
     */
    static OptionalLong liveBytes(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(
                            Files.isExecutable(jcmd) ? jcmd.toString() : "jcmd",
                            Long.toString(pid),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? total(said) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /** The bytes in the last line of a histogram, {@code Total <objects> <bytes>}. */
    static OptionalLong total(String histogram) {
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> List.of(line.trim().split("\\s+")))
                .filter(words -> words.size() == 3)
                .mapToLong(words -> Long.parseLong(words.get(2)))
                .findFirst();
    }
}
