package dev.crier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server of a comparison. Each can be started several times, one after the other; blocks its thread. */
enum Peer {
    /** A C server that does nothing but write. */
    LIMIT("C, write(2)"),
    /** nginx with the module Nchan. */
    NCHAN("Nchan"),
    /** What a hub costs with Vert.x at the least, see {@link BareHub}. */
    VERTX("Vert.x, bare"),
    /** The hub. */
    HUB("Crier");

    private static final List<Path> NCHAN_MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
            Path.of("/usr/share/nginx/modules/ngx_nchan_module.so"));
    /** As in its configuration. */
    private static final int NCHAN_PORT = 18_931;

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * Where a comparison has its things.
     *
     * @param home the folder of the repository
     * @param work a folder to build in
     */
    record Places(Path home, Path work) {}

    /** Why it can't be started here, as the end of a sentence; empty if it can. */
    Optional<String> missing() {
        return switch (this) {
            case LIMIT -> onPath("gcc").isPresent() ? Optional.empty() : Optional.of("there is no gcc to build it");
            case NCHAN ->
                onPath("nginx").isEmpty()
                        ? Optional.of("there is no nginx")
                        : module().isPresent()
                                ? Optional.empty()
                                : Optional.of("nginx has no module Nchan (Debian: libnginx-mod-nchan)");
            case VERTX, HUB -> Optional.empty();
        };
    }

    /**
     * Starts it.
     *
     * @param before what goes before its command, such as a choice of the core
     * @param cores how many cores it has
     */
    OwnServer start(Places places, List<String> before, int cores) {
        return switch (this) {
            case LIMIT -> limit(places, before);
            case NCHAN -> nchan(places, before, cores);
            case VERTX -> vertx(before);
            case HUB -> OwnServer.hub(places.home(), before, Map.of());
        };
    }

    /** The path of its streams. */
    String subscribePath() {
        return this == HUB ? "/events/bench/%d" : "/events/%d";
    }

    /** The path to publish at. */
    String publishPath() {
        return this == HUB ? "/events/bench/%d" : "/pub/%d";
    }

    private static OwnServer limit(Places places, List<String> before) {
        Path program = places.work().resolve("limit");
        if (!Files.exists(program)) {
            Path source = places.home().resolve("hub-bench/peers/limit.c");
            execute(List.of("gcc", "-O2", "-Wall", "-o", program.toString(), source.toString()));
        }
        int port = OwnServer.freePort();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(program.toString(), Integer.toString(port)));
        return OwnServer.start(command, port, "/", Map.of());
    }

    private static OwnServer vertx(List<String> before) {
        int port = OwnServer.freePort();
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                OwnServer.java().toString(),
                "-cp",
                Startup.ownClassPath(),
                BareHub.class.getName(),
                Integer.toString(port)));
        return OwnServer.start(command, port, "/", Map.of());
    }

    private static OwnServer nchan(Places places, List<String> before, int cores) {
        Path folder = places.work().resolve("nchan");
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new BenchException("The folder " + folder + " can't be made: " + e.getMessage() + ".", e);
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                onPath("nginx").orElseThrow().toString(),
                "-p",
                folder.toString(),
                "-e",
                "stderr",
                "-c",
                places.home().resolve("hub-bench/peers/nchan.conf").toString(),
                "-g",
                "load_module " + module().orElseThrow() + "; worker_processes " + cores + "; daemon off;"));
        return OwnServer.start(command, NCHAN_PORT, "/ready", Map.of());
    }

    private static void execute(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException("'" + String.join(" ", command) + "' failed:\n" + said.strip());
            }
        } catch (IOException e) {
            throw new BenchException("'" + String.join(" ", command) + "' can't be run: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    private static Optional<Path> module() {
        return NCHAN_MODULES.stream().filter(Files::isReadable).findFirst();
    }

    /** A program, also one for administrators. */
    static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
