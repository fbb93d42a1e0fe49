package dev.crier.bench.faults;

import dev.crier.bench.BenchException;
import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A history on a disk that gets full: publishes are refused and streams stay open; once there is room the hub goes on by
 * itself, and after a kill everybody goes on where they were. The disk is a small file system in memory, which only root can mount.
 */
final class FullLog implements Scenario {

    private static final int BALLAST = 12 << 20;

    @Override
    public String name() {
        return "full-log";
    }

    @Override
    public Optional<String> missing() {
        try {
            Path place = Files.createTempDirectory("crier-faults");
            try {
                mount(place);
                unmount(place);
                return Optional.empty();
            } catch (BenchException refused) {
                return Optional.of("the right to mount a file system: " + refused.getMessage());
            } finally {
                Files.delete(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void run(Round round) throws IOException {
        Path disk = Files.createDirectories(round.folder().resolve("small"));
        mount(disk);
        round.afterwards(() -> unmount(disk));
        Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST]);
        HubUnderFault hub = round.hub(
                Setup.PLAIN.with("CRIER_LOG_FOLDER", disk.resolve("log").toString()));
        Crowd crowd = round.crowd(20, hub.port());
        Writer writer = round.writer(hub.port(), 500, 30_000);
        round.await("the disk is full", () -> readiness(hub).contains("disk is full"));
        round.goOn(0.5);
        round.require(crowd.allOpen(), "a stream ended because the disk was full");
        Files.delete(ballast);
        round.await("the hub goes on by itself", () -> !readiness(hub).contains("disk is full"));
        round.settle(writer);
        hub.kill();
        hub.startAgain();
        round.await("everybody is back", crowd::allOpen);
        round.requireNoGaps();
    }

    private static String readiness(HubUnderFault hub) {
        try {
            return hub.get("/readyz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mount(Path place) {
        Command.run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place.toString());
    }

    private static void unmount(Path place) {
        Command.run("umount", "-l", place.toString());
    }
}
