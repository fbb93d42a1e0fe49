package dev.crier.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * One round of deliveries on an event loop: writes what is due, audience by audience, in slices of {@value #WRITES_PER_TURN}
 * writes, so that a big audience does not hold the loop. One at a time; only for that loop.
 */
final class Round {

    static final int WRITES_PER_TURN = 256;

    private final EventLoop loop;
    private final Audiences audiences;
    private final FrameJoiner joiner;
    private final DeliveryTally tally;
    private final Consumer<Subscription> behind;
    private final Consumer<Throwable> failed;
    private final Runnable over;
    private final Deque<Audience> due = new ArrayDeque<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private boolean underWay;

    /**
     * Makes a round that isn't under way.
     *
     * @param behind hears of members that can't be written to
     * @param failed hears of a failure, with which all that was due is off
     * @param over called when nothing is due any more
     */
    Round(
            EventLoop loop,
            Audiences audiences,
            FrameJoiner joiner,
            DeliveryTally tally,
            Consumer<Subscription> behind,
            Consumer<Throwable> failed,
            Runnable over) {
        this.loop = loop;
        this.audiences = audiences;
        this.joiner = joiner;
        this.tally = tally;
        this.behind = behind;
        this.failed = failed;
        this.over = over;
    }

    boolean underWay() {
        return underWay;
    }

    void begin() {
        underWay = true;
    }

    /** Makes an event due for each audience that matches. */
    void add(WindowEntry.Entry event) {
        audiences.collect(event, due);
    }

    /** Adds an audience that has a notice due. */
    void add(Audience audience) {
        due.add(audience);
    }

    /** Forgets what is due; its audiences are dissolved. */
    void abandon() {
        due.clear();
    }

    /** Runs once this round, or else the next one, is over. */
    void afterwards(Runnable work) {
        afterwards.add(work);
    }

    /** Writes a slice, and goes on after the loop's sockets if there is more: what is published meanwhile is joined then. */
    void deliver() {
        try {
            writeSlice();
        } catch (Throwable failure) {
            failed.accept(failure);
        }
        if (due.isEmpty()) {
            end();
        } else {
            loop.afterSockets(this::deliver);
        }
    }

    private void writeSlice() {
        int writes = WRITES_PER_TURN;
        while (writes > 0 && !due.isEmpty()) {
            Audience audience = due.element();
            writes = audience.pass(writes, joiner, tally, loop.now(), behind);
            if (audience.passed()) {
                due.remove();
                audiences.dropIfEmpty(audience);
            }
        }
    }

    private void end() {
        underWay = false;
        joiner.clear();
        over.run();
        List<Runnable> waiting = List.copyOf(afterwards);
        afterwards.clear();
        waiting.forEach(Runnable::run);
    }
}
