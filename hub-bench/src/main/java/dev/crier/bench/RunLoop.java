package dev.crier.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves the sockets of a run through its stages, and says how far it is. Only for the thread of its loop. */
final class RunLoop {

    private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

    private final ClientLoop loop;
    private final Progress progress;

    RunLoop(ClientLoop loop, Progress progress) {
        this.loop = loop;
        this.progress = progress;
    }

    /**
     * Opens all subscriptions.
     *
     * @throws BenchException if not all are answered
     */
    void connect(Subscribers subscribers) {
        boolean all = until(
                CONNECT_PATIENCE,
                () -> {
                    subscribers.connectSome();
                    return subscribers.allOpen();
                },
                () -> String.format(
                        Locale.ROOT, "connecting: %,d of %,d open", subscribers.open(), subscribers.size()));
        if (!all) {
            throw new BenchException("Only " + subscribers.open() + " of " + subscribers.size()
                    + " subscriptions were answered within " + CONNECT_PATIENCE.toSeconds() + " s.");
        }
    }

    /** Serves the sockets for a while. */
    void rest(Duration time) {
        until(time, () -> false, () -> "resting");
    }

    /** Serves the sockets until something is so; false if it isn't in time. */
    boolean until(Duration limit, BooleanSupplier done, Supplier<String> state) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            if (now >= end) {
                return false;
            }
            loop.turn(Math.min(end, now + LOOK_AGAIN));
            progress.say(state);
        }
        return true;
    }

    /** Publishes for a while. */
    void publish(Publishers publishers, Subscribers subscribers, Duration time, String what) {
        long end = System.nanoTime() + time.toNanos();
        publishUntil(
                publishers,
                time,
                () -> false,
                () -> String.format(
                        Locale.ROOT,
                        "%s: %,d events published, %,d delivered, %.0f s to go",
                        what,
                        publishers.published(),
                        subscribers.deliveries(),
                        Math.max(0, end - System.nanoTime()) / 1e9));
    }

    /** Publishes until something is so; false if it isn't in time. */
    boolean publishUntil(Publishers publishers, Duration limit, BooleanSupplier done, Supplier<String> state) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            if (now >= end) {
                return false;
            }
            loop.turn(publishers.pump(Math.min(end, now + LOOK_AGAIN)));
            progress.say(state);
        }
        return true;
    }
}
