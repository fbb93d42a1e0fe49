package dev.crier.server;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What {@code docker-compose.yml} describes, under a name and on a port of its own, around the jar that this build has just
 * made. Nothing of it is left once it is closed. For one thread.
 */
final class ComposeProject implements AutoCloseable {

    private static final String SERVICE = "crier";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<String> program = Docker.compose().orElseThrow();
    private final String name = "crier-test-" + UUID.randomUUID();
    private final Map<String, String> environment = new HashMap<>();
    private String container = "";

    ComposeProject(HubImage image) {
        environment.put("CRIER_IMAGE", image.name());
        environment.put("CRIER_BUILD_IMAGE", Docker.RUNTIME_IMAGE);
        environment.put("CRIER_RUNTIME_IMAGE", Docker.RUNTIME_IMAGE);
        environment.put("CRIER_JAR", "hub-server/target/crier.jar");
        environment.put("CRIER_MAVEN_ARGS", "");
        environment.put("CRIER_MEMORY", "");
        environment.put("CRIER_DEV", "");
        environment.put("CRIER_PUBLISHED_PORT", "0"); // any free one
    }

    String name() {
        return name;
    }

    /** Sets one of the variables that the file knows; an empty value is as good as none. */
    ComposeProject with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it, or brings what runs in line with changed variables. */
    void up() {
        compose("up", "--detach");
        container = compose("ps", "--quiet", SERVICE);
    }

    /** Runs a command on the project; answers its output, with its errors, once it has succeeded. */
    String compose(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--file", "docker-compose.yml", "--project-name", name));
        command.addAll(List.of(arguments));
        return Tools.run(PATIENCE, environment, command).orFail();
    }

    /** The id of the container that the last {@link #up} left running. */
    String container() {
        return container;
    }

    /** Where the hub is reached from this machine. */
    URI uri(String target) {
        return URI.create("http://" + compose("port", SERVICE, "8080") + target);
    }

    @Override
    public void close() {
        compose("down", "--volumes", "--remove-orphans");
    }
}
