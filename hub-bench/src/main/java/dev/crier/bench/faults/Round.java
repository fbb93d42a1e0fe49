package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * One run of a scenario: its chance, its time, what it starts, and what is wrong with what came of it. Only for the thread of
 * the scenario.
 */
final class Round implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path home;
    private final Duration time;
    private final Random random;
    private final Path folder;
    private final Ledger ledger;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final List<Crowd> crowds = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Round(Path home, Duration time, long seed, Path folder, int topics) {
        this.home = home;
        this.ledger = new Ledger(topics);
        this.time = time;
        this.random = new Random(seed);
        this.folder = folder;
    }

    // ---- what it starts; all is ended with the round

    /** A hub that keeps enough for everybody who comes back, so that nothing excuses a gap. */
    HubUnderFault hub(Setup setup) {
        return forgetfulHub(setup.with("CRIER_TOPIC_DEFAULTS_RETENTION_EVENTS", "1000000")
                .with("CRIER_TOPIC_DEFAULTS_RETENTION_BYTES", "1GiB"));
    }

    /** The same with a memory of its own choice. */
    HubUnderFault forgetfulHub(Setup setup) {
        HubUnderFault hub = HubUnderFault.start(home, setup);
        return opened(hub, hub::close);
    }

    Proxy proxy(int target, Supplier<Weather> weather) {
        Proxy proxy = new Proxy(target, weather);
        return opened(proxy, proxy::close);
    }

    /** Subscribers that are connected to one port or another. */
    Crowd crowd(int readers, IntSupplier port) {
        Crowd crowd = new Crowd(random.nextLong(), ledger);
        open.push(crowd::close);
        crowds.add(crowd);
        crowd.add(readers, port);
        await("all " + readers + " subscribers are connected", crowd::allOpen);
        return crowd;
    }

    /** Subscribers that are all connected. */
    Crowd crowd(int readers, int port) {
        return crowd(readers, () -> port);
    }

    Writer writer(int port, int eventsPerSecond, int mostBytes) {
        Writer writer = new Writer(port, ledger, random.nextLong(), eventsPerSecond, mostBytes);
        return opened(writer, writer::close);
    }

    /** Has something done when the round is over, before what was opened earlier is ended. */
    void afterwards(Runnable end) {
        open.push(end);
    }

    /** Whatever is to be ended with the round. */
    <T extends AutoCloseable> T opened(T one) {
        return opened(one, () -> {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A writer on some topics, each of whose connections goes to a port that is asked for. */
    Writer writer(IntSupplier port, int[] topics, int eventsPerSecond, int mostBytes) {
        Writer writer = new Writer(port, topics, ledger, random.nextLong(), eventsPerSecond, mostBytes);
        return opened(writer, writer::close);
    }

    private <T> T opened(T one, Runnable end) {
        open.push(end);
        return one;
    }

    /** A generator of its own for another thread. */
    Random fork() {
        return new Random(random.nextLong());
    }

    Ledger ledger() {
        return ledger;
    }

    /** How long the harm goes on. */
    Duration time() {
        return time;
    }

    /** A folder for files of the scenario. */
    Path folder() throws IOException {
        return Files.createDirectories(folder);
    }

    // ---- time

    /** Lets everything go on for a part of the round's time. */
    void goOn(double part) {
        long end = System.nanoTime() + (long) (time.toNanos() * part);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Whether so much of its time is left, counted from a moment of {@link System#nanoTime()}. */
    boolean lasts(long since, double part) {
        return System.nanoTime() - since < time.toNanos() * part;
    }

    /** Waits until something is so; it is wrong if that takes too long. */
    boolean await(String what, BooleanSupplier so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                wrong.add("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        return true;
    }

    // ---- judgement

    /** Ends the publishing, and waits until everybody has everything. */
    void settle(Writer... writers) {
        for (Writer writer : writers) {
            writer.close();
        }
        for (Crowd crowd : crowds) {
            if (!await("every subscriber has every event", crowd::allComplete)) {
                wrong.add("still behind: " + crowd.behind());
            }
        }
    }

    /** Says what must be so. */
    void require(boolean so, String otherwise) {
        if (!so) {
            wrong.add(otherwise);
        }
    }

    /** Says that nothing may have been lost, announced or not. */
    void requireNoGaps() {
        long gaps = tally().gaps();
        require(gaps == 0, gaps + " gaps were announced, though the hub has kept everything");
    }

    /** How often subscribers have come back by now. */
    long reconnects() {
        return crowds.stream().mapToLong(Crowd::reconnects).sum();
    }

    void note(String what) {
        notes.add(what);
    }

    Tally tally() {
        return crowds.stream().map(Crowd::tally).reduce(Tally.NONE, Tally::plus);
    }

    Outcome outcome(String name) {
        return new Outcome(name, ledger.taken(), tally(), wrong, notes);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
