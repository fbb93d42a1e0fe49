package dev.crier.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.GenericContainer;

/** The contract on the engine of {@code docker compose --profile cluster}, where its image is there. */
@Tag("docker")
@ExtendWith(ValkeyContainerIT.ImageIsHere.class)
class ValkeyContainerIT extends RedisEventLogContractTest {

    private static final int PORT = 6379;

    /** Valkey, in a container. */
    private record Valkey(GenericContainer<?> container) implements Server {

        static Valkey start(String image) {
            GenericContainer<?> container = new GenericContainer<>(image)
                    .withExposedPorts(PORT)
                    .withCommand("valkey-server", "--protected-mode", "no", "--save", "");
            container.start();
            return new Valkey(container);
        }

        @Override
        public int port() {
            return container.getMappedPort(PORT);
        }

        @Override
        public void close() {
            container.close();
        }
    }

    /** Skips loudly, or fails where everything has to be tested. */
    static final class ImageIsHere implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String image = image();
            if (inspected(image)) {
                return ConditionEvaluationResult.enabled(image);
            }
            return NeedsRedis.Installed.skipped(context, "It needs Docker with the image " + image + ".");
        }

        private static boolean inspected(String image) {
            try {
                Process docker = new ProcessBuilder("docker", "image", "inspect", image)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return docker.waitFor(20, TimeUnit.SECONDS) && docker.exitValue() == 0;
            } catch (IOException absent) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static String image() {
        String variable = "CRIER_VALKEY_IMAGE=";
        try (Stream<String> lines = Files.lines(Path.of("..", ".env"))) {
            return lines.filter(line -> line.startsWith(variable))
                    .map(line -> line.substring(variable.length()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Server start() {
        return Valkey.start(image());
    }
}
