package dev.crier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures the hub beside its peers, row by row, and prints a table in Markdown.
 *
 * <p>Within a repetition the servers take turns, so that a machine whose speed drifts harms absolute figures more than
 * ratios. Each measurement has a new server and a new client, in processes of their own. Blocks its thread.
 */
final class Compare {

    private final BenchCommand.Compare command;
    private final Path home;
    private final PrintStream out;
    private final PrintStream err;

    Compare(BenchCommand.Compare command, Path home, PrintStream out, PrintStream err) {
        this.command = command;
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /**
     * Measures all rows; false if the hub lost, doubled or reordered anything.
     *
     * @throws BenchException if a server can't be started or refuses something
     */
    boolean run() {
        Set<Peer> present = EnumSet.noneOf(Peer.class);
        for (Peer peer : Peer.values()) {
            peer.missing()
                    .ifPresentOrElse(
                            why -> err.println(peer.title() + " is left out: " + why + "."), () -> present.add(peer));
        }
        boolean pinning = Peer.onPath("taskset").isPresent();
        if (!pinning) {
            err.println("There is no taskset: server and client share all cores.");
        }
        Path work = temporaryFolder();
        try {
            return rows(new Peer.Places(home, work), present, pinning);
        } finally {
            delete(work);
        }
    }

    private boolean rows(Peer.Places places, Set<Peer> present, boolean pinning) {
        out.println("| row | what | figure | "
                + Stream.of(Peer.values()).map(Peer::title).collect(Collectors.joining(" | "))
                + " | Crier / C | Crier / Nchan |");
        out.println("|---|---|---|" + "---:|".repeat(Peer.values().length + 2));
        boolean whole = true;
        for (String name : command.rows()) {
            CompareRow row = CompareRow.named(name);
            Map<Peer, List<ObjectNode>> results = new EnumMap<>(Peer.class);
            for (int repeat = 0; repeat < command.repeats(); repeat++) {
                for (Peer peer : row.peers()) {
                    if (present.contains(peer)) {
                        if (!command.output().quiet()) {
                            err.printf(
                                    Locale.ROOT,
                                    "%s: %s, %d of %d%n",
                                    name,
                                    peer.title(),
                                    repeat + 1,
                                    command.repeats());
                        }
                        results.computeIfAbsent(peer, p -> new ArrayList<>())
                                .add(measure(places, name, row, peer, pinning && row.pinned()));
                    }
                }
            }
            out.println(line(name, row, results));
            out.flush();
            whole &= results.getOrDefault(Peer.HUB, List.of()).stream().allMatch(Compare::whole);
        }
        return whole;
    }

    private ObjectNode measure(Peer.Places places, String name, CompareRow row, Peer peer, boolean pinned) {
        int cores = pinned ? 1 : Runtime.getRuntime().availableProcessors();
        try (OwnServer server = peer.start(places, pinned ? List.of("taskset", "-c", "0") : List.of(), cores)) {
            String base = "http://127.0.0.1:" + server.port();
            boolean batch = row.options().contains("--batch");
            List<String> client = new ArrayList<>(pinned ? List.of("taskset", "-c", "1") : List.of());
            client.addAll(List.of(OwnServer.java().toString(), "-jar", Startup.ownClassPath()));
            client.addAll(row.options());
            client.addAll(List.of("--json", "--quiet", "--label", name + ":" + peer.title()));
            client.addAll(List.of("--url", base + peer.subscribePath()));
            client.addAll(List.of("--publish", base + (batch ? "/events" : peer.publishPath())));
            client.addAll(List.of("--server-pid", Long.toString(server.pid())));
            client.addAll(List.of("--warm-up", command.warmUp(), "--seconds", command.seconds()));
            ObjectNode result = Report.read(client(client));
            command.output().file().ifPresent(file -> Bench.append(file, Report.line(result)));
            return result;
        }
    }

    /** Runs a client; answers the line of JSON that it prints. */
    private String client(List<String> arguments) {
        try {
            Process process = new ProcessBuilder(arguments)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            if (said.isBlank()) {
                throw new BenchException("The client of a measurement failed; it says why above.");
            }
            return said.strip();
        } catch (IOException e) {
            throw new BenchException("The client can't be started: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    private static String line(String name, CompareRow row, Map<Peer, List<ObjectNode>> results) {
        Map<Peer, Double> medians = new EnumMap<>(Peer.class);
        results.forEach((peer, all) ->
                medians.put(peer, Median.of(all.stream().map(row.figure()::of).toList())));
        StringBuilder line = new StringBuilder("| ")
                .append(name)
                .append(" | ")
                .append(row.what())
                .append(sizeNote(row, results))
                .append(" | ")
                .append(row.figure().title())
                .append(" |");
        for (Peer peer : Peer.values()) {
            Double median = medians.get(peer);
            line.append(' ').append(median == null ? "" : row.figure().show(median));
            if (!results.getOrDefault(peer, List.of()).stream().allMatch(Compare::whole)) {
                line.append(" (lost events)");
            }
            line.append(" |");
        }
        return line.append(ratio(medians, Peer.LIMIT))
                .append(ratio(medians, Peer.NCHAN))
                .toString();
    }

    private static String sizeNote(CompareRow row, Map<Peer, List<ObjectNode>> results) {
        List<Double> sizes = results.getOrDefault(Peer.HUB, List.of()).stream()
                .map(result -> result.path("bytesPerSecond").asDouble()
                        / result.path("deliveriesPerSecond").asDouble())
                .toList();
        return row.sizes() ? String.format(Locale.ROOT, ", %.0f bytes on the wire for each", Median.of(sizes)) : "";
    }

    private static String ratio(Map<Peer, Double> medians, Peer other) {
        Double ours = medians.get(Peer.HUB);
        Double theirs = medians.get(other);
        return ours == null || theirs == null || theirs == 0
                ? "  |"
                : String.format(Locale.ROOT, " %.2f |", ours / theirs);
    }

    private static boolean whole(ObjectNode result) {
        return result.path("whole").asBoolean();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("crier-compare-");
        } catch (IOException e) {
            throw new BenchException("There is no temporary folder: " + e.getMessage() + ".", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BenchException("The folder " + folder + " can't be deleted: " + e.getMessage() + ".", e);
        }
    }
}
