package dev.crier.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Some hubs that share one history, with a line to their engine each: hubs are killed, stopped for longer than their leases
 * last, and started anew in turn; the engine is killed; lines are slow, are cut and go silent. Subscribers go from hub to hub,
 * publishers publish at all of them, and a source runs at one of them at a time. Nobody misses anything, nobody gets anything
 * twice, nobody is told of a gap, and the source's events are those of one run after the other.
 */
final class Cluster implements Scenario {

    /** Each on a topic of its own. */
    private static final int WRITERS = 16;

    private static final int READERS = 200;
    /** Of each kind one. */
    private static final int HARMS = 6;

    private static final String ONCE = "once/count";
    private static final String SOURCES =
            "sources:\n  count: {type: counter, topic: " + ONCE + ", every: 100ms, run: once}\n";
    private static final String STARTED = "stream started";
    /** Longer than a lease lasts. */
    private static final long PAUSE_MILLIS = 11_000;
    /** A round that hasn't got so far by then has failed. */
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    static final Cluster PAIR = new Cluster("pair", 2, 10_000, 500);
    static final Cluster CLUSTER = new Cluster("cluster", 3, 50_000, 1_000);

    private final String name;
    private final int hubs;
    private final long events;
    private final long reconnects;

    /**
     * Makes one.
     *
     * @param events how many are published at least
     * @param reconnects how often subscribers come back at least, all together
     */
    private Cluster(String name, int hubs, long events, long reconnects) {
        this.name = name;
        this.hubs = hubs;
        this.events = events;
        this.reconnects = reconnects;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int topics() {
        return WRITERS + 1;
    }

    @Override
    public Optional<String> missing() {
        return Engine.installed().isPresent()
                ? Optional.empty()
                : Optional.of("redis-server or valkey-server (apt install redis-server)");
    }

    @Override
    public void run(Round round) throws Exception {
        Engine engine = round.opened(Engine.start(round.folder().resolve("engine")));
        Path config = Files.writeString(round.folder().resolve("crier.yaml"), SOURCES);
        List<Proxy> lines = new ArrayList<>();
        List<HubUnderFault> all = new ArrayList<>();
        for (int i = 0; i < hubs; i++) {
            Random weather = round.fork();
            Proxy line = round.proxy(engine.port(), () -> Weather.slow(weather));
            lines.add(line);
            all.add(round.hub(
                    Setup.PLAIN.configured(config).with("CRIER_LOG_URL", "redis://127.0.0.1:" + line.port())));
        }
        Random chance = round.fork();
        IntSupplier anyHub = () -> all.get(chance.nextInt(hubs)).port();
        Crowd crowd = round.crowd(READERS, anyHub);
        Writer[] writers = new Writer[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            writers[i] = round.writer(anyHub, new int[] {i}, 250, 300);
        }
        long since = System.nanoTime();
        int harms = 0;
        do {
            harm(harms++, engine, lines, all, chance);
            crowd.cutSome(0.9);
            round.goOn(0.02);
        } while (round.lasts(since, 1) || (!enough(round, harms) && System.nanoTime() - since < LONGEST_NANOS));
        round.settle(writers);
        round.requireNoGaps();
        round.require(
                enough(round, harms),
                "there were too few events, reconnects or harms within " + TimeUnit.NANOSECONDS.toMinutes(LONGEST_NANOS)
                        + " min to say anything");
        round.note(harms + " harms, " + judgeOnce(round, all.get(0)) + " events of the source");
    }

    private boolean enough(Round round, int harms) {
        return harms >= HARMS && round.ledger().taken() >= events && round.reconnects() >= reconnects;
    }

    private static void harm(int number, Engine engine, List<Proxy> lines, List<HubUnderFault> hubs, Random chance)
            throws InterruptedException {
        int one = chance.nextInt(hubs.size());
        HubUnderFault hub = hubs.get(one);
        switch (number % 6) {
            case 0 -> {
                hub.kill();
                hub.startAgain();
            }
            case 1 -> lines.get(one).cutAll();
            case 2 -> engine.killAndStart();
            case 3 -> {
                lines.get(one).partition(true);
                Thread.sleep(2_000);
                lines.get(one).partition(false);
            }
            case 4 -> {
                hub.pause();
                Thread.sleep(PAUSE_MILLIS);
                hub.goOn();
            }
            default -> {
                for (HubUnderFault each : hubs) {
                    each.terminate();
                    each.startAgain();
                }
            }
        }
    }

    /** The source's events must be whole runs, one after the other; a second one at a time would mix them. */
    private static int judgeOnce(Round round, HubUnderFault hub) throws IOException {
        ObjectMapper json = new ObjectMapper();
        int events = 0;
        long next = -1;
        String after = "earliest";
        while (true) {
            JsonNode page = json.readTree(hub.get("/history/" + ONCE + "?limit=1000&after=" + after));
            for (JsonNode event : page.path("events")) {
                String data = event.path("data").asText();
                boolean begins = data.equals(STARTED);
                round.require(
                        begins || (next >= 0 && data.equals("event #" + next)),
                        "the source that runs once published '" + data + "' where 'event #" + next + "' was due");
                next = begins ? 0 : next + 1;
                after = event.path("id").asText();
                events++;
            }
            if (page.path("events").isEmpty()) {
                round.require(events > 0, "the source that runs once published nothing");
                return events;
            }
        }
    }
}
