package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongPredicate;

/**
 * Subscribers that come, are cut, come back and go, for as long as one likes: at the end the hub's heap, direct memory,
 * descriptors and threads are where they were after the first part, and nothing is left of any stream. The heap of a short
 * soak says little, since a stream takes a few KiB; so the objects of streams are counted by their classes.
 */
final class Soak implements Scenario {

    private static final int READERS = 40;
    private static final long HEAP_SLACK = 16L << 20;
    private static final long DIRECT_SLACK_KIB = 8L << 10;
    private static final int DESCRIPTORS_SLACK = 2;
    private static final int THREADS_SLACK = 3;

    /**
     * What a hub holds while nobody is there.
     *
     * @param heapBytes objects
     * @param directKib memory outside the heap
     * @param descriptors open files and sockets
     * @param threads its threads
     */
    private record Holdings(long heapBytes, long directKib, int descriptors, int threads) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "heap %.1f MiB, direct %.1f MiB, %d descriptors, %d threads",
                    heapBytes / 1048576.0,
                    directKib / 1024.0,
                    descriptors,
                    threads);
        }
    }

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public void run(Round round) {
        // The history is full after some seconds, so that what grows later is no history.
        HubUnderFault hub = round.forgetfulHub(Setup.PLAIN
                .with("CRIER_TOPIC_DEFAULTS_RETENTION_BYTES", "1MiB")
                .with("CRIER_LIMITS_WINDOW_BYTES", "4MiB")
                .with("JAVA_OPTS", "-Xmx256m -XX:NativeMemoryTracking=summary"));
        int idle = hub.descriptors();
        Random random = round.fork();
        Proxy proxy = round.proxy(hub.port(), () -> Weather.foul(random));
        Crowd crowd = round.crowd(0, proxy.port());
        Holdings before = churn(round, hub, crowd, proxy, idle, 0.3);
        Holdings after = churn(round, hub, crowd, proxy, idle, 0.7);
        round.note("before: " + before);
        round.note("after: " + after);
        round.require(after.heapBytes <= before.heapBytes + HEAP_SLACK, "the heap has grown");
        round.require(after.directKib <= before.directKib + DIRECT_SLACK_KIB, "the direct memory has grown");
        round.require(after.descriptors <= before.descriptors + DESCRIPTORS_SLACK, "descriptors were left open");
        round.require(after.threads <= before.threads + THREADS_SLACK, "threads were left");
    }

    private static Holdings churn(Round round, HubUnderFault hub, Crowd crowd, Proxy proxy, int idle, double part) {
        long began = System.nanoTime();
        Random random = round.fork();
        try (Writer writer = round.writer(hub.port(), 300, 8_000)) {
            crowd.add(READERS, proxy.port());
            while (round.lasts(began, part)) {
                round.goOn(Math.min(0.02, 0.5 / Math.max(1, round.time().toSeconds())));
                int some = 1 + random.nextInt(READERS / 4);
                crowd.sendAway(some);
                crowd.add(some, random.nextBoolean() ? proxy.port() : hub.port());
            }
            proxy.weather(() -> Weather.FAIR);
            round.await("all who came last are connected", crowd::allOpen);
            round.await(
                    "what is looked for at the end of streams is there while they are open",
                    () -> all(hub, open -> open >= READERS));
            writer.close();
            round.await("every subscriber has every event", crowd::allComplete);
        }
        crowd.sendAway(Integer.MAX_VALUE);
        Random foul = round.fork();
        proxy.weather(() -> Weather.foul(foul));
        round.await("the hub has closed every connection", () -> hub.descriptors() <= idle + DESCRIPTORS_SLACK);
        if (!round.await("the hub has let go of every stream", () -> all(hub, left -> left == 0))) {
            round.note("left of streams: " + hub.streamObjects());
        }
        return new Holdings(hub.heapBytes(), hub.directKib(), hub.descriptors(), hub.threads());
    }

    /** Whether there are so many objects of each class of which every stream has one. */
    private static boolean all(HubUnderFault hub, LongPredicate so) {
        return hub.streamObjects().values().stream().allMatch(so::test);
    }
}
