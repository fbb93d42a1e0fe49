package dev.crier.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs outside this JVM that tests call, and where this repository is. */
public final class Tools {

    private Tools() {}

    /** The top folder of the repository: tests run in their module's. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docker-compose.yml"))) {
            folder = Optional.ofNullable(folder.getParent())
                    .orElseThrow(() -> new IllegalStateException("The tests must run inside the repository"));
        }
        return folder;
    }

    public static Optional<Path> chromium() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> onPath(name).stream())
                .findFirst();
    }

    public static Optional<Path> chromedriver() {
        return onPath("chromedriver");
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program in the repository's top folder and waits for it; its errors come with its output. */
    static Outcome run(Duration limit, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("crier-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(repository().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                process.getOutputStream().close();
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                String said = Files.readString(output, StandardCharsets.UTF_8);
                return new Outcome(command, ended ? process.exitValue() : -1, said);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a program answered; its exit code is -1 if it had to be stopped. */
    record Outcome(List<String> command, int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }

        /** The output of a program that must succeed. */
        String orFail() {
            if (!succeeded()) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exitCode + ":\n" + output);
            }
            return output.strip();
        }
    }
}
