package dev.crier.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A reconnect storm: some clients are cut, events are published, and all of them come back at once by their last event ids,
 * while others stay and get events at a steady rate. Everybody must get everything.
 *
 * <p>Publishing and those who stay are on the thread that calls {@link #run()}, those who come back on another.
 */
final class StormRun {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Measured at least, however soon all have caught up, so that there are latencies to speak of. */
    private static final Duration LEAST_STORM = Duration.ofSeconds(1);

    private final LoadPlan plan;
    private final LoadPlan.Publish publish;
    private final int clients;
    private final int missed;
    private final Progress progress;

    StormRun(LoadPlan plan, int clients, int missed, Progress progress) {
        this.plan = plan;
        this.publish = plan.publish().orElseThrow(() -> new UsageException("a storm needs events"));
        this.clients = clients;
        this.missed = missed;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @throws BenchException if the server can't be reached, refuses something, or gives no ids to come back with
     */
    StormResult run() {
        int run = ThreadLocalRandom.current().nextInt(LoadRun.RUNS);
        Payload payload = new Payload(publish.filler(), publish.size(), run);
        try (ClientLoop sockets = new ClientLoop();
                StormClients storm = new StormClients(plan.subscribe(), clients, run)) {
            RunLoop loop = new RunLoop(sockets, progress);
            Subscribers stayers = new Subscribers(sockets, plan.subscribe(), run, payload.rest());
            Publishers publishers =
                    new Publishers(sockets, publish, plan.subscribe().topics(), false, payload, stayers::complete);
            loop.connect(stayers);
            if (!loop.until(PATIENCE, storm::open, () -> "connecting those who will come back")) {
                throw new BenchException(
                        "The server has not opened all streams within " + PATIENCE.toSeconds() + " s.");
            }
            loop.rest(plan.times().settle());
            Latencies.Quantiles without = before(loop, stayers, publishers, storm);
            miss(loop, stayers, publishers, storm);
            StormResult result = during(loop, stayers, publishers, storm, without);
            progress.clear();
            return result;
        }
    }

    private Latencies.Quantiles before(RunLoop loop, Subscribers stayers, Publishers publishers, StormClients storm) {
        publishers.begin(publish.pace());
        loop.publish(publishers, stayers, plan.times().warmUp(), "warming up");
        boolean placed = loop.publishUntil(
                publishers,
                PATIENCE,
                () -> storm.placed() == clients,
                () -> String.format(Locale.ROOT, "waiting: %,d of %,d clients have an id", storm.placed(), clients));
        if (!placed) {
            throw new BenchException("Only " + storm.placed() + " of " + clients
                    + " clients got an event with an id, by which they could come back.");
        }
        stayers.latencies().begin(System.nanoTime());
        loop.publish(publishers, stayers, plan.times().measured(), "measuring without a storm");
        stayers.latencies().end(System.nanoTime());
        settle(loop, stayers, publishers);
        return stayers.latencies().quantiles();
    }

    private void settle(RunLoop loop, Subscribers stayers, Publishers publishers) {
        loop.until(
                plan.times().grace(),
                () -> publishers.quiet() && stayers.allHave(publishers.ofTopics()),
                () -> "waiting for the last events");
    }

    private void miss(RunLoop loop, Subscribers stayers, Publishers publishers, StormClients storm) {
        storm.cut();
        loop.until(PATIENCE, storm::isCut, () -> "cutting");
        long before = publishers.published();
        publishers.begin(new Pace.AsAccepted());
        publishers.limit(missed);
        loop.publishUntil(
                publishers,
                PATIENCE,
                () -> publishers.published() == before + missed && publishers.quiet(),
                () -> "publishing what they miss");
        publishers.unlimited();
        settle(loop, stayers, publishers);
    }

    private StormResult during(
            RunLoop loop, Subscribers stayers, Publishers publishers, StormClients storm, Latencies.Quantiles without) {
        long began = System.nanoTime();
        stayers.latencies().begin(began);
        publishers.begin(publish.pace());
        storm.comeBack(publishers.ofTopics());
        loop.publishUntil(
                publishers,
                PATIENCE,
                () -> storm.caughtUp() == clients,
                () -> String.format(
                        Locale.ROOT, "storm: %,d of %,d clients have caught up", storm.caughtUp(), clients));
        double seconds = (System.nanoTime() - began) / 1e9;
        Duration rest = LEAST_STORM.minusNanos(System.nanoTime() - began);
        if (!rest.isNegative()) {
            loop.publish(publishers, stayers, rest, "measuring the storm");
        }
        stayers.latencies().end(System.nanoTime());
        settle(loop, stayers, publishers);
        int caughtUp = storm.caughtUp();
        long[] published = publishers.ofTopics();
        loop.until(plan.times().grace(), () -> storm.allHave(published), () -> "waiting for those who came back");
        return new StormResult(
                plan.subscribe().subscribers(),
                clients,
                missed,
                caughtUp,
                seconds,
                without,
                stayers.latencies().quantiles(),
                stayers.verdict(published, publish.ordered()),
                storm.end(published, publish.ordered()));
    }
}
