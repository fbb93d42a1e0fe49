package dev.crier.server;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Docker engine of this machine, as tests see it. */
final class Docker {

    /** What the Dockerfile's runtime stage builds on when nobody says otherwise. */
    static final String RUNTIME_IMAGE = "eclipse-temurin:17-jre";

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final Duration PULLS_WITHIN = Duration.ofMinutes(5);
    private static final Duration BUILDS_WITHIN = Duration.ofMinutes(5);

    private Docker() {}

    /** What is missing before a test can run a container, and how to get it. */
    static Optional<String> missing() {
        if (Tools.onPath("docker").isEmpty()
                || !docker(ANSWERS_WITHIN, "version").succeeded()) {
            return Optional.of("It needs a Docker engine that answers to `docker version`.");
        }
        return missing(List.of(RUNTIME_IMAGE));
    }

    /** Which of these images is neither here nor can be pulled. */
    static Optional<String> missing(List<String> images) {
        return images.stream()
                .filter(image ->
                        !docker(ANSWERS_WITHIN, "image", "inspect", image).succeeded())
                .filter(image -> !docker(PULLS_WITHIN, "pull", "--quiet", image).succeeded())
                .findFirst()
                .map(image -> "It needs the image " + image + ", which is not here and can't be pulled.");
    }

    /** What a variable of Docker Compose is where the environment doesn't say: an image, say. */
    static String defaultOf(String variable) {
        try (Stream<String> lines = Files.lines(Tools.repository().resolve(".env"))) {
            return lines.filter(line -> line.startsWith(variable + "="))
                    .map(line -> line.substring(variable.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How Docker Compose is called here: as a plugin of Docker (its version 2), or else as docker-compose (1.29). */
    static Optional<List<String>> compose() {
        if (docker(ANSWERS_WITHIN, "compose", "version").succeeded()) {
            return Optional.of(List.of("docker", "compose"));
        }
        return Tools.onPath("docker-compose").map(program -> List.of(program.toString()));
    }

    /** Builds the image as a user would, but around the jar that this build has just made. */
    static void buildImage(String tag) {
        Tools.run(
                        BUILDS_WITHIN,
                        Map.of(),
                        List.of(
                                "docker",
                                "build",
                                "--tag=" + tag,
                                "--build-arg=BUILD_IMAGE=" + RUNTIME_IMAGE,
                                "--build-arg=CRIER_JAR=hub-server/target/crier.jar",
                                "."))
                .orFail();
    }

    /** All that the engine says of a container. */
    static JsonObject inspect(String container) {
        return new JsonArray(docker(ANSWERS_WITHIN, "inspect", "--type=container", container)
                        .orFail())
                .getJsonObject(0);
    }

    static Tools.Outcome docker(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Tools.run(limit, Map.of(), command);
    }
}
