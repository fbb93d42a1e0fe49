package dev.crier.core.source;

import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time that stands still until a test moves it. Safe on any thread; tasks run on the thread that moves it. */
final class VirtualTime extends Clock implements Scheduler {

    private record Task(Instant due, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    Timing timing() {
        return new Timing(this, this, () -> 0.5);
    }

    @Override
    public synchronized Scheduled after(Duration delay, Runnable action) {
        Task task = new Task(now.plus(delay), action);
        tasks.add(task);
        notifyAll();
        return () -> {
            synchronized (this) {
                tasks.removeIf(other -> other.equals(task));
            }
        };
    }

    /** Waits, in real time, until something is scheduled for exactly then; says how to get there. */
    synchronized void awaitTask(Duration delay) throws InterruptedException {
        Instant due = now.plus(delay);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (tasks.stream().noneMatch(task -> task.due.equals(due))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                fail("nothing is scheduled after %s; only %s", delay, delays());
            }
            wait(left);
        }
    }

    /** Moves on by a wait, whenever something is scheduled for exactly then, until a future is complete. */
    void advanceUntil(Future<?> done, Duration wait) throws InterruptedException {
        done.onComplete(result -> {
            synchronized (this) {
                notifyAll();
            }
        });
        while (awaitTask(done, wait)) {
            advance(wait);
        }
    }

    private synchronized boolean awaitTask(Future<?> done, Duration delay) throws InterruptedException {
        Instant due = now.plus(delay);
        while (!done.isComplete() && tasks.stream().noneMatch(task -> task.due.equals(due))) {
            wait();
        }
        return !done.isComplete();
    }

    /** How long each scheduled task still waits. */
    synchronized List<Duration> delays() {
        return tasks.stream()
                .map(task -> Duration.between(now, task.due))
                .sorted()
                .toList();
    }

    /** Moves on, running what is due on the way, in order. */
    void advance(Duration duration) {
        Instant target = instant().plus(duration);
        for (Task task = nextUntil(target); task != null; task = nextUntil(target)) {
            task.action.run();
        }
    }

    private synchronized Task nextUntil(Instant target) {
        Task next = tasks.stream()
                .filter(task -> !task.due.isAfter(target))
                .min(Comparator.comparing(Task::due))
                .orElse(null);
        if (next == null) {
            now = target;
        } else {
            tasks.remove(next);
            now = next.due.isAfter(now) ? next.due : now;
        }
        return next;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a test's time has no zone");
    }
}
