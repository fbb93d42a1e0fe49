package dev.crier.server;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A hub in a container as careful people run it: nothing of its root can be written to, its user has no capability and gets
 * none. It is ready when it has started; its health is another matter.
 */
final class HubContainer extends GenericContainer<HubContainer> {

    private static final int PORT = 8080;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    HubContainer(HubImage image) {
        super(image.name());
        withExposedPorts(PORT);
        withCreateContainerCmdModifier(create -> create.getHostConfig()
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges:true")));
        waitingFor(Wait.forHttp("/readyz").forPort(PORT).withStartupTimeout(PATIENCE));
    }

    /**
     * Gives it a folder of this machine as the one of its configuration, to be read alone. Testcontainers' own way would
     * first try out with an image more whether mounting works here.
     */
    HubContainer withConfiguration(Path folder) {
        Bind bind = new Bind(folder.toString(), new Volume("/etc/crier"), AccessMode.ro);
        return withCreateContainerCmdModifier(create -> create.getHostConfig().withBinds(bind));
    }

    /** Where the hub is reached, which changes whenever the container starts. */
    URI uri(String target) {
        Ports.Binding[] bindings = getCurrentContainerInfo()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(PORT));
        return URI.create("http://" + getHost() + ":" + bindings[0].getHostPortSpec() + target);
    }

    ContainerState state() {
        return getCurrentContainerInfo().getState();
    }

    /** Stops it as {@code docker stop} does: SIGTERM, and SIGKILL when Docker's patience is at its end. */
    void terminate() {
        getDockerClient().stopContainerCmd(getContainerId()).exec();
    }

    /** Starts the same container again. */
    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    /** Runs commands of the shell inside; answers their output, then their errors. */
    String shell(String commands) throws IOException, InterruptedException {
        Container.ExecResult result = execInContainer("sh", "-c", commands);
        return (result.getStdout() + result.getStderr()).strip();
    }
}
