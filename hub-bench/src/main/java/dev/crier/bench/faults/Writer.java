package dev.crier.bench.faults;

import dev.crier.bench.HttpAnswer;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbered events on all topics of a {@link Ledger} but the last, one at a time, on a thread of its own. An event that is refused
 * is published again; one that is not answered too, under the same idempotency key, unless nobody would know it any more.
 */
final class Writer implements AutoCloseable {

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);
    /** How long the last event is tried again; then it counts as lost. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final IntSupplier port;
    private final int[] topics;
    private final Ledger ledger;
    private final Random random;
    private final long period;
    private final int mostBytes;
    private final Thread thread = new Thread(this::work, "fault-writer");
    private volatile boolean hubMayDie;
    private volatile boolean stopping;
    private volatile long stoppedAt;
    private @Nullable Socket socket;

    /**
     * Begins to publish.
     *
     * @param eventsPerSecond at most
     * @param mostBytes of one event; how big each is, is chance
     */
    Writer(int port, Ledger ledger, long seed, int eventsPerSecond, int mostBytes) {
        this(() -> port, IntStream.range(0, ledger.topics() - 1).toArray(), ledger, seed, eventsPerSecond, mostBytes);
    }

    /**
     * The same on some topics, which no other may write on.
     *
     * @param port asked for each connection
     */
    Writer(IntSupplier port, int[] topics, Ledger ledger, long seed, int eventsPerSecond, int mostBytes) {
        this.port = port;
        this.topics = topics;
        this.ledger = ledger;
        this.random = new Random(seed);
        this.period = TimeUnit.SECONDS.toNanos(1) / eventsPerSecond;
        this.mostBytes = mostBytes;
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on an event that is not answered may be one that the hub took with it. */
    void hubMayDie() {
        hubMayDie = true;
    }

    private void work() {
        long due = System.nanoTime();
        while (!stopping) {
            publish(ledger.next(topics[random.nextInt(topics.length)]));
            due += period;
            long now = System.nanoTime();
            if (due < now) {
                due = now; // no burst after a pause
            }
            LockSupport.parkNanos(due - now);
        }
        hangUp();
    }

    private void publish(Numbered event) {
        Post post = Post.of(event, random.nextInt(mostBytes));
        while (!stopping || System.nanoTime() - stoppedAt < PATIENCE) {
            boolean sent = false;
            try {
                Socket now = connection();
                sent = true;
                HttpAnswer answer = post.send(now);
                if (answer.closes()) {
                    hangUp();
                }
                if (answer.status() / 100 == 2) {
                    ledger.answered(event);
                    return;
                }
            } catch (IOException e) {
                hangUp();
                if (sent && hubMayDie) {
                    ledger.unsure(event);
                    return;
                }
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private Socket connection() throws IOException {
        Socket now = socket;
        if (now == null) {
            now = Post.connect(port.getAsInt());
            socket = now;
        }
        return now;
    }

    private void hangUp() {
        Socket now = socket;
        socket = null;
        if (now != null) {
            try {
                now.close();
            } catch (IOException e) {
                // it was broken anyway
            }
        }
    }

    /** Stops once the last event is answered. */
    @Override
    public void close() {
        if (!stopping) {
            stoppedAt = System.nanoTime();
            stopping = true;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
