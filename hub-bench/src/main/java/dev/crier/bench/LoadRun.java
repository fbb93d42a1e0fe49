package dev.crier.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One run: opens the subscriptions, publishes, and measures what comes.
 *
 * <p>Publishing, receiving and judging are on the one thread that calls {@link #run()}, so that one clock and no lock stands
 * between a publish and its arrival.
 */
final class LoadRun {

    /** How many runs can be told from one another. */
    static final int RUNS = 1 << 16;

    private static final double KIB_PER_MIB = 1024;

    private final LoadPlan plan;
    private final Progress progress;
    private final ServerProcesses server;

    LoadRun(LoadPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.server = new ServerProcesses(plan.serverPids());
    }

    /**
     * Runs it.
     *
     * @throws BenchException if the server can't be reached, or refuses something
     */
    LoadResult run() {
        int run = ThreadLocalRandom.current().nextInt(RUNS);
        Optional<Payload> payload = plan.publish().map(p -> new Payload(p.filler(), p.size(), run));
        try (ClientLoop sockets = new ClientLoop()) {
            RunLoop loop = new RunLoop(sockets, progress);
            Subscribers subscribers = new Subscribers(
                    sockets, plan.subscribe(), run, payload.map(Payload::rest).orElse(0));
            if (!plan.serverPids().isEmpty()) {
                loop.rest(plan.times().settle()); // a server that has just started still gives memory back
            }
            Optional<ServerProcesses.Usage> before = server.usage(true);
            long began = System.nanoTime();
            loop.connect(subscribers);
            double seconds = (System.nanoTime() - began) / 1e9;
            loop.rest(plan.times().settle());
            Optional<LoadResult.Memory> memory =
                    before.flatMap(b -> server.usage(true).map(after -> memory(b, after)));
            Optional<LoadResult.Delivery> delivery = plan.publish().map(publish -> {
                Publishers publishers = new Publishers(
                        sockets,
                        publish,
                        plan.subscribe().topics(),
                        false,
                        payload.orElseThrow(),
                        subscribers::complete);
                return deliver(loop, subscribers, publish, publishers);
            });
            progress.clear();
            LoadPlan.Subscribe subscribe = plan.subscribe();
            return new LoadResult(
                    plan.label(),
                    subscribe.target().pattern(),
                    new LoadResult.Connections(
                            subscribe.subscribers(),
                            subscribe.topics(),
                            subscribe.coding(),
                            seconds,
                            subscribers.ended(),
                            memory),
                    delivery);
        }
    }

    private LoadResult.Memory memory(ServerProcesses.Usage before, ServerProcesses.Usage after) {
        double connections = plan.subscribe().subscribers();
        return new LoadResult.Memory(
                before.residentKib() / KIB_PER_MIB,
                after.residentKib() / KIB_PER_MIB,
                (after.residentKib() - before.residentKib()) / connections,
                (after.proportionalKib() - before.proportionalKib()) / connections);
    }

    private LoadResult.Delivery deliver(
            RunLoop loop, Subscribers subscribers, LoadPlan.Publish publish, Publishers publishers) {
        publishers.begin(publish.pace());
        loop.publish(publishers, subscribers, plan.times().warmUp(), "warming up");

        Optional<ServerProcesses.Usage> cpuBefore = server.usage(false);
        double clientBefore = ownCpuSeconds();
        long deliveriesBefore = subscribers.deliveries();
        long bytesBefore = subscribers.bytes();
        long publishedBefore = publishers.published();
        long began = System.nanoTime();
        subscribers.latencies().begin(began);
        publishers.answers().begin(began);
        loop.publish(publishers, subscribers, plan.times().measured(), "measuring");
        long ended = System.nanoTime();
        subscribers.latencies().end(ended);
        publishers.answers().end(ended);
        long deliveries = subscribers.deliveries() - deliveriesBefore;
        long bytes = subscribers.bytes() - bytesBefore;
        long published = publishers.published() - publishedBefore;
        Optional<LoadResult.Cpu> cpu =
                cpuBefore.flatMap(before -> server.usage(false).map(after -> cpu(before, after)));
        double clientCpu = ownCpuSeconds() - clientBefore;

        loop.until(
                plan.times().grace(),
                () -> publishers.quiet() && subscribers.allHave(publishers.ofTopics()),
                () -> "waiting for the last events");
        return new LoadResult.Delivery(
                publish.size(),
                (ended - began) / 1e9,
                published,
                deliveries,
                bytes,
                cpu,
                clientCpu,
                publish.pace() instanceof Pace.Rate,
                subscribers.latencies().quantiles(),
                publishers.answers().quantiles(),
                subscribers.verdict(publishers.ofTopics(), publish.ordered()));
    }

    private static LoadResult.Cpu cpu(ServerProcesses.Usage before, ServerProcesses.Usage after) {
        return new LoadResult.Cpu(
                after.userSeconds() - before.userSeconds(), after.systemSeconds() - before.systemSeconds());
    }

    private static double ownCpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }
}
