package dev.crier.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts the hub and a {@linkplain BareServer bare Vert.x server} in turn, each until it answers 200. Blocks its thread.
 */
final class Startup {

    private final Path home;
    private final int repeats;
    private final Progress progress;

    Startup(Path home, int repeats, Progress progress) {
        this.home = home;
        this.repeats = repeats;
        this.progress = progress;
    }

    /**
     * How long the starts took, in seconds.
     *
     * @param hub of the hub, from the start of its process to 200 from {@code /readyz}
     * @param bare of the bare server
     */
    record Result(List<Double> hub, List<Double> bare) {

        String text() {
            StringBuilder text = new StringBuilder();
            Report.line(text, "crier bench", "%d starts each, from the process to its first 200", hub.size());
            Report.line(text, "hub", "%s", seconds(hub));
            Report.line(text, "bare Vert.x", "%s", seconds(bare));
            Report.line(text, "ratio", "%.2f", Median.of(hub) / Median.of(bare));
            return text.toString();
        }

        private static String seconds(List<Double> times) {
            return String.format(
                    Locale.ROOT,
                    "%.3f s (from %.3f to %.3f)",
                    Median.of(times),
                    times.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    times.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        }

        ObjectNode json() {
            ObjectNode json = Report.object()
                    .put("hubSeconds", Median.of(hub))
                    .put("bareSeconds", Median.of(bare))
                    .put("ratio", Median.of(hub) / Median.of(bare));
            ArrayNode hubs = json.putArray("hubStarts");
            hub.forEach(hubs::add);
            ArrayNode bares = json.putArray("bareStarts");
            bare.forEach(bares::add);
            return json;
        }
    }

    /** Starts both so many times. */
    Result run() {
        List<Double> hub = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < repeats; i++) {
            int before = i;
            progress.say(() -> "starting: " + before + " of " + repeats);
            try (OwnServer server = OwnServer.hub(home, List.of(), Map.of())) {
                hub.add(server.startedIn().toNanos() / 1e9);
            }
            try (OwnServer server = bareServer()) {
                bare.add(server.startedIn().toNanos() / 1e9);
            }
        }
        progress.clear();
        return new Result(List.copyOf(hub), List.copyOf(bare));
    }

    private static OwnServer bareServer() {
        int port = OwnServer.freePort();
        List<String> command = List.of(
                OwnServer.java().toString(), "-cp", ownClassPath(), BareServer.class.getName(), Integer.toString(port));
        return OwnServer.start(command, port, "/", Map.of());
    }

    /** The jar or the folders that the bench itself runs from. */
    static String ownClassPath() {
        try {
            Path own = Path.of(Bench.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own.toString().endsWith(".jar") ? own.toString() : System.getProperty("java.class.path");
        } catch (URISyntaxException e) {
            throw new AssertionError("the location of a class is a URI", e);
        }
    }
}
