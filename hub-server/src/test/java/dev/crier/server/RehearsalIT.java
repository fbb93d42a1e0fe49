package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RehearsalIT {

    @TempDir
    Path folder;

    /** Runs a rehearsal of the packaged hub; answers its exit code. */
    private int rehearse(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        Path jar = Path.of("target", "crier.jar").toAbsolutePath();
        command.addAll(List.of("-cp", jar.toString(), Rehearsal.class.getName()));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    @Test
    void its_classes_can_be_kept_and_used() throws Exception {
        Path archive = folder.resolve("crier.jsa");
        assertThat(rehearse("-XX:ArchiveClassesAtExit=" + archive)).isZero();
        assertThat(archive).isNotEmptyFile();
        assertThat(rehearse("-XX:SharedArchiveFile=" + archive, "-Xshare:on")).isZero();
    }

    @Test
    void one_that_fails_is_no_good_end() throws Exception {
        assertThat(rehearse("-Djava.io.tmpdir=" + folder.resolve("missing"))).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("said.txt"))).contains("the rehearsal failed");
    }
}
