package dev.crier.testkit;

import dev.crier.core.source.Scheduler;
import dev.crier.core.source.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A hub's time: it stands still until a test moves it on, and then what is due runs. Safe on any thread; tasks run on the
 * thread that moves it.
 */
final class MovableTime implements Scheduler {

    /** What lies this far ahead is not for a test to wait for: the timeouts of a hub that has this time. */
    static final Duration FAR = Duration.ofDays(100_000);

    private static final Duration NEAR = FAR.dividedBy(2);

    private record Task(Instant due, Runnable action) {}

    private final MovableClock clock;
    private final Signal signal;
    private final List<Task> tasks = new ArrayList<>();

    /**
     * Makes time that shows what this clock shows.
     *
     * @param signal told of each task
     */
    MovableTime(MovableClock clock, Signal signal) {
        this.clock = clock;
        this.signal = signal;
    }

    MovableClock clock() {
        return clock;
    }

    /** This time, and no chance. */
    Timing timing() {
        return new Timing(clock, this, () -> 0.5);
    }

    @Override
    public Scheduled after(Duration delay, Runnable action) {
        Task task = new Task(clock.instant().plus(delay.isNegative() ? Duration.ZERO : delay), action);
        synchronized (this) {
            tasks.add(task);
        }
        signal.happened();
        return () -> forget(task);
    }

    private synchronized void forget(Task task) {
        tasks.remove(task);
    }

    /** Whether there is something to move on to. */
    synchronized boolean hasNext() {
        return first(NEAR).isPresent();
    }

    /** Moves on to whatever is due next and isn't far, if there is anything, and runs it. */
    void step() {
        next(NEAR).ifPresent(task -> task.action.run());
    }

    /** Lets a timeout pass that is {@link #FAR} ahead, and whatever is due before. */
    void passFar() {
        Instant end = clock.instant().plus(FAR);
        Optional<Task> next = next(FAR);
        while (next.isPresent()) {
            next.get().action.run();
            next = next(Duration.between(clock.instant(), end));
        }
    }

    private synchronized Optional<Task> next(Duration within) {
        Optional<Task> next = first(within);
        next.ifPresent(task -> {
            forget(task);
            Duration wait = Duration.between(clock.instant(), task.due);
            if (!wait.isNegative()) {
                clock.forward(wait);
            }
        });
        return next;
    }

    private Optional<Task> first(Duration within) {
        Instant last = clock.instant().plus(within);
        return tasks.stream().filter(task -> !task.due.isAfter(last)).min(Comparator.comparing(Task::due));
    }
}
