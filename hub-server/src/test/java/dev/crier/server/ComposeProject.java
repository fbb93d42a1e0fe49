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
 * made: one hub, or all of a profile. Nothing of it is left once it is closed. For one thread.
 */
final class ComposeProject implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<String> program = new ArrayList<>(Docker.compose().orElseThrow());
    private final String name = "crier-test-" + UUID.randomUUID();
    private final Map<String, String> environment = new HashMap<>();
    private final String entrance;

    /** What comes up when nobody says more. */
    ComposeProject(HubImage image) {
        this(image, "crier");
    }

    /** What comes up with a profile, where one service is reached from outside. */
    ComposeProject(HubImage image, String profile, String entrance) {
        this(image, entrance);
        program.addAll(List.of("--profile", profile));
    }

    private ComposeProject(HubImage image, String entrance) {
        this.entrance = entrance;
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
    }

    /** Runs a command on the project; answers its output, with its errors, once it has succeeded. */
    String compose(String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--file", "docker-compose.yml", "--project-name", name));
        command.addAll(List.of(arguments));
        return Tools.run(PATIENCE, environment, command).orFail();
    }

    /** The services that run, each as often as it has containers. */
    List<String> services() {
        return ps("--format={{.Label \"com.docker.compose.service\"}}");
    }

    /** The ids of the containers of a service, whether or not they run. */
    List<String> containers(String service) {
        return ps("--all", "--filter=label=com.docker.compose.service=" + service, "--quiet", "--no-trunc");
    }

    private List<String> ps(String... options) {
        List<String> arguments = new ArrayList<>(List.of("ps", "--filter=label=com.docker.compose.project=" + name));
        arguments.addAll(List.of(options));
        return Docker.docker(PATIENCE, arguments.toArray(String[]::new))
                .orFail()
                .lines()
                .sorted()
                .toList();
    }

    /** The id of the container that is reached from outside. */
    String container() {
        return containers(entrance).get(0);
    }

    /** Where it is reached from this machine. */
    URI uri(String target) {
        return URI.create("http://" + compose("port", entrance, "8080") + target);
    }

    @Override
    public void close() {
        compose("down", "--volumes", "--remove-orphans");
    }
}
