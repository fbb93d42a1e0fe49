package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.Tail;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The simplest durable log: what was appended stands on a tape, and a log that is opened on it appends it all again.
 *
 * <p>It is here so that the rules for durable logs are run before the first real one is. Only for one test at a time.
 */
final class TapeLog extends ForwardingLog {

    /** What outlives the log. */
    static final class Tape {

        private final List<EventDraft> drafts = new ArrayList<>();
        private final List<Instant> times = new ArrayList<>();
        private String epoch = "";

        /** Begins anew. */
        synchronized void rewind() {
            drafts.clear();
            times.clear();
            epoch = "";
        }

        private synchronized void write(EventDraft draft, Instant time) {
            drafts.add(draft);
            times.add(time);
        }

        /** Loses the newest drafts, as a disk does that said too early that they were written. */
        synchronized void tear(int lost) {
            int left = Math.max(0, drafts.size() - lost);
            drafts.subList(left, drafts.size()).clear();
            times.subList(left, times.size()).clear();
        }

        /** Loses its label. */
        synchronized void unlabel() {
            epoch = "";
        }

        private synchronized List<EventDraft> drafts() {
            return List.copyOf(drafts);
        }

        private synchronized Instant time(int draft) {
            return times.get(draft);
        }
    }

    /** Shows the times on the tape while it plays, then another clock's. */
    private static final class TapeClock extends Clock {

        private final Clock after;
        private volatile Instant playing = Instant.EPOCH;
        private volatile boolean played;

        TapeClock(Clock after) {
            this.after = after;
        }

        @Override
        public Instant instant() {
            return played ? after.instant() : playing;
        }

        @Override
        public ZoneId getZone() {
            return after.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Tape tape;
    private final TapeClock clock;

    private TapeLog(Tape tape, TapeClock clock, EventLog inner) {
        super(inner);
        this.tape = tape;
        this.clock = clock;
    }

    /** Opens a log on a tape. */
    static TapeLog on(Tape tape, Clock clock, Function<Clock, EventLog> memory) {
        TapeClock tapeClock = new TapeClock(clock);
        return new TapeLog(tape, tapeClock, memory.apply(tapeClock));
    }

    @Override
    public Future<Lineage> start(Tail tail) {
        Tail afterTheTape = onRecord(tail, (record, to) -> {
            if (clock.played) {
                tape.write(
                        EventDraft.of(record.event().topic(), record.event().data()),
                        record.event().time());
                to.onRecord(record);
            }
        });
        return inner.start(afterTheTape).compose(fresh -> {
            List<EventDraft> drafts = tape.drafts();
            Future<Appended> last = Future.succeededFuture(new Appended(0, false));
            for (int i = 0; i < drafts.size(); i++) {
                clock.playing = tape.time(i);
                last = inner.append(drafts.get(i));
            }
            clock.played = true;
            tape.epoch = tape.epoch.isEmpty() ? fresh.epoch() : tape.epoch;
            return last.map(newest -> Lineage.of(tape.epoch, newest.position()));
        });
    }
}
