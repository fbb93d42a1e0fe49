package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LogConfig;
import dev.crier.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hub whose history can't be opened")
class HistoryStartTest {

    @TempDir
    Path folder;

    @Test
    @DisplayName("says where it should be, and blames no port")
    void noFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        HubConfig config = HubConfig.defaults()
                .withServer(HubConfig.defaults().server().withPort(0))
                .withLog(LogConfig.in(file.resolve("log")));

        Throwable failure = catchThrowable(() -> TestHub.await(HubServer.start(config)));

        ServerConfig server = config.server();
        assertThat(StartFailure.explain(failure, server))
                .startsWith("the history in '" + file.resolve("log") + "' (log.folder) can't be opened: ")
                .doesNotContain("port");
    }
}
