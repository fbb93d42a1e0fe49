package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A hub that can't open one more socket: accepts pause and come back, streams live on. */
@EnabledOnOs(OS.LINUX)
class DescriptorsIT {

    private static final int MORE = 100;

    @TempDir
    Path folder;

    private static long open(HubProcess hub) throws Exception {
        try (Stream<Path> descriptors =
                Files.list(Path.of("/proc", String.valueOf(hub.process().pid()), "fd"))) {
            return descriptors.count();
        }
    }

    /** Lets the hub open so many more files and sockets, and answers how many it may have then. */
    private static long limit(HubProcess hub) throws Exception {
        long most = open(hub) + MORE;
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", String.valueOf(hub.process().pid()), "--nofile=" + most + ":" + most)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
        return most;
    }

    @Test
    void who_is_connected_goes_on_and_who_waits_is_served_when_there_are_descriptors_again() throws Exception {
        List<RawClient> crowd = new ArrayList<>();
        try (HubProcess hub = HubProcess.start(folder, "--no-sources", "--dev");
                RawClient reader = RawClient.to(hub.port()).get("/events/a");
                RawClient writer = RawClient.to(hub.port())) {
            reader.head();
            assertThat(writer.post("/events/a", "before").answer().status()).isEqualTo(200);
            long most = limit(hub);
            for (int i = 0; i < 3 * MORE; i++) {
                crowd.add(RawClient.to(hub.port()).get("/livez"));
            }
            await().until(() -> open(hub) > most - 5);
            assertThat(writer.post("/events/a", "during").answer().status()).isEqualTo(200);
            assertThat(reader.chunksUntil(text -> text.contains("data: during")))
                    .contains("data: before");

            RawClient last = crowd.remove(crowd.size() - 1);
            crowd.forEach(RawClient::close);
            assertThat(last.answer().status()).isEqualTo(200);
            last.close();
            try (RawClient fresh = RawClient.to(hub.port()).get("/livez")) {
                assertThat(fresh.answer().status()).isEqualTo(200);
            }
            assertThat(writer.post("/events/a", "after").answer().status()).isEqualTo(200);
            assertThat(reader.chunksUntil(text -> text.contains("data: after"))).isNotEmpty();
        } finally {
            crowd.forEach(RawClient::close);
        }
    }
}
