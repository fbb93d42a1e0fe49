package dev.crier.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are cut and come back at once, on a thread of their own, so that what they cost the bench doesn't delay
 * those who stay.
 *
 * <p>Commands and questions come from the one thread of the run; everything about the sockets happens on the own thread.
 */
final class StormClients implements AutoCloseable {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(5);

    private enum Phase {
        CONNECT,
        CUT,
        RETURN,
        END
    }

    private final LoadPlan.Subscribe plan;
    private final int run;
    private final InetSocketAddress address;
    private final List<One> all = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "storm");
    private volatile Phase phase = Phase.CONNECT;
    private volatile @Nullable RuntimeException failure;
    private volatile long[] wanted = {};
    private final AtomicInteger placed = new AtomicInteger();
    private volatile boolean cut;
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final AtomicLong received = new AtomicLong();
    private int begun;
    private final AtomicInteger opened = new AtomicInteger();
    private int ended;
    private boolean returned;

    /**
     * Begins to connect the clients.
     *
     * @param clients how many
     * @param run whose events count
     */
    StormClients(LoadPlan.Subscribe plan, int clients, int run) {
        this.plan = plan;
        this.run = run;
        this.address = plan.target().address();
        for (int i = 0; i < clients; i++) {
            all.add(new One(i % plan.topics()));
        }
        thread.setDaemon(true);
        thread.start();
    }

    // ---- for the run's thread

    /** Whether all streams are open; whoever connects later would miss what was published before. */
    boolean open() {
        rethrow();
        return opened.get() >= all.size();
    }

    /** How many have a place to come back to. */
    int placed() {
        rethrow();
        return placed.get();
    }

    int size() {
        return all.size();
    }

    /** Cuts all. */
    void cut() {
        phase = Phase.CUT;
    }

    boolean isCut() {
        rethrow();
        return cut;
    }

    /**
     * All come back.
     *
     * @param published how many events of each topic they must have before they count as caught up
     */
    void comeBack(long[] published) {
        wanted = published;
        phase = Phase.RETURN;
    }

    /** How many that came back have all that they have missed. */
    int caughtUp() {
        rethrow();
        return caughtUp.get();
    }

    /** Whether every client has got all events of its topic. */
    boolean allHave(long[] published) {
        rethrow();
        long expected = 0;
        for (One one : all) {
            expected += published[one.topic()];
        }
        return received.get() >= expected;
    }

    /** Ends all, and judges what came. */
    Verdict end(long[] published, boolean ordered) {
        close();
        rethrow();
        Verdict verdict = Verdict.none(ordered);
        for (One one : all) {
            verdict = verdict.plus(one.check, published[one.topic()]);
        }
        return verdict.withEnded(ended);
    }

    @Override
    public void close() {
        phase = Phase.END;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void rethrow() {
        RuntimeException why = failure;
        if (why != null) {
            throw why;
        }
    }

    // ---- on the own thread

    private void work() {
        try (ClientLoop loop = new ClientLoop()) {
            all.forEach(one -> one.stream = new Stream(loop, one, Optional.empty()));
            while (phase != Phase.END) {
                step(loop);
                loop.turn(System.nanoTime() + LOOK_AGAIN);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void step(ClientLoop loop) {
        if (phase == Phase.CONNECT) {
            while (begun < all.size() && begun - opened.get() < plan.connecting()) {
                all.get(begun++).connect(plan.headers());
            }
        } else if (phase == Phase.CUT && !cut) {
            all.forEach(One::cut);
            cut = true;
        } else if (phase == Phase.RETURN && !returned) {
            returned = true;
            all.forEach(one -> one.comeBack(loop));
        }
    }

    /** One client, over both of its connections. */
    private final class One implements Marker.Sink {

        private final int topic;
        private final SequenceCheck check = new SequenceCheck();
        private @Nullable Stream stream;
        private boolean known;
        private boolean whole;

        One(int topic) {
            this.topic = topic;
        }

        int topic() {
            return topic;
        }

        void connect(List<String> headers) {
            current().connect(headers, plan.coding());
        }

        void cut() {
            current().close();
        }

        void comeBack(ClientLoop loop) {
            Optional<String> lastId = current().blocks.lastId();
            stream = new Stream(loop, this, lastId);
            List<String> headers = new ArrayList<>(plan.headers());
            lastId.ifPresent(id -> headers.add("Last-Event-ID: " + id));
            connect(headers);
        }

        private Stream current() {
            Stream now = stream;
            if (now == null) {
                throw new AssertionError("made before the first step");
            }
            return now;
        }

        @Override
        public void event(int ofTopic, long number, long due) {
            if (ofTopic == topic && check.accept(number)) {
                received.incrementAndGet();
            }
        }

        /** Notes how far it is. */
        void look() {
            if (!known && current().blocks.lastId().isPresent()) {
                known = true;
                placed.incrementAndGet();
            }
            if (returned && !whole && current().open() && check.received() >= wanted[topic]) {
                whole = true;
                caughtUp.incrementAndGet();
            }
        }
    }

    /** One connection of a client. */
    private final class Stream extends EventStream {

        private final One client;
        private final EventBlocks blocks;

        Stream(ClientLoop loop, One client, Optional<String> lastId) {
            super(loop, address, plan.target(), client.topic(), true);
            this.client = client;
            this.blocks = new EventBlocks(run, lastId, client);
        }

        @Override
        void opened() {
            opened.incrementAndGet();
            client.look();
        }

        @Override
        void ended() {
            ended++;
        }

        @Override
        void arrived(int bytes) {
            // What counts here are events.
        }

        @Override
        void body(byte[] bytes, int from, int to) {
            blocks.feed(bytes, from, to);
            client.look();
        }
    }
}
