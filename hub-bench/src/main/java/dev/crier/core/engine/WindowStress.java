package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * What a reader of the {@link Window} may see while the writer appends to it and laps the reader.
 *
 * <p>Run by jcstress: each actor is called on a thread of its own, once for each instance of the state.
 */
public final class WindowStress {

    /** The smallest ring has this many slots; see {@link Window}. */
    private static final int SLOTS = 1 << 10;

    /** So many bytes make the smallest ring, and are more than its events take. */
    private static final int ROOM_FOR_A_RING = SLOTS * 512;

    /** So many bytes take two events, and no third. */
    private static final int ROOM_FOR_TWO = 1_000;

    private static final Topic TOPIC = Topic.of("t");
    private static final LogRecord[] RECORDS = records();

    private WindowStress() {}

    private static LogRecord[] records() {
        LogRecord[] records = new LogRecord[SLOTS + 1];
        for (int i = 0; i < records.length; i++) {
            records[i] = new LogRecord(i + 1L, i, new Event(TOPIC, "", "", "data " + (i + 1), Instant.EPOCH));
        }
        return records;
    }

    private static Window windowWith(int events, int maxBytes) {
        Window window = new Window(maxBytes);
        window.open(Lineage.of("e", 0));
        for (int i = 0; i < events; i++) {
            window.append(RECORDS[i], 0);
        }
        return window;
    }

    /** The number in an entry's data, checked against its position; -1 if they differ. */
    private static int number(WindowEntry entry) {
        WindowEntry.Entry event = (WindowEntry.Entry) entry;
        Buffer frame = Buffer.buffer();
        event.appendTo(frame, WireFormat.SSE);
        boolean whole = event.event().data().equals("data " + event.position())
                && frame.toString().equals("data: data " + event.position() + "\nid: e-" + event.position() + "\n\n");
        return whole ? (int) event.position() : -1;
    }

    /** A reader that sees a head can read all below it, whole. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The reader came first.")
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The event was there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "An event below the head was missing or not whole.")
    @State
    public static class AppendAndRead {

        private final Window window = windowWith(0, ROOM_FOR_A_RING);

        /** The writer. */
        @Actor
        public void append() {
            window.append(RECORDS[0], 0);
        }

        /** A reader that reads up to the head. */
        @Actor
        public void read(I_Result result) {
            if (window.bounds().head() == 1) {
                result.r1 = number(Objects.requireNonNull(window.at(0)));
            }
        }
    }

    /** A reader that sees the second event below the head sees the first one too. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Before both.")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Between them.")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "After both.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "An event was missing, or not whole.")
    @State
    public static class Order {

        private final Window window = windowWith(0, ROOM_FOR_A_RING);

        /** The writer. */
        @Actor
        public void append() {
            window.append(RECORDS[0], 0);
            window.append(RECORDS[1], 0);
        }

        /** A reader that reads up to the head. */
        @Actor
        public void read(II_Result result) {
            long head = window.bounds().head();
            result.r1 = head > 0 ? number(Objects.requireNonNull(window.at(0))) : 0;
            result.r2 = head > 1 ? number(Objects.requireNonNull(window.at(1))) : 0;
        }
    }

    /** A reader that is lapped sees that its event is gone, and never another one in its place. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The oldest event was read before it went.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "It was gone, as the bounds say.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "It was gone, before the bounds said so.")
    @Outcome(
            id = "1, 0",
            expect = Expect.ACCEPTABLE,
            desc = "The oldest event was read, and the bounds were not raised yet.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Another event stood in its place, or it was not whole.")
    @State
    public static class Lap {

        private final Window window = windowWith(SLOTS, ROOM_FOR_A_RING);

        /** The writer, who needs the oldest event's slot. */
        @Actor
        public void append() {
            window.append(RECORDS[SLOTS], 0);
        }

        /** A reader of the oldest event, which then looks whether it was lapped. */
        @Actor
        public void read(II_Result result) {
            WindowEntry oldest = window.at(0);
            result.r1 = oldest == null ? 0 : number(oldest);
            result.r2 = window.bounds().floor() > 0 ? 1 : 0;
        }
    }

    /** A search never answers an event that is not the next one. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The place was still there.")
    @Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "The window no longer reached back so far.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "An event was skipped.")
    @State
    public static class Seek {

        private final Window window = windowWith(2, ROOM_FOR_TWO);
        private final Lineage lineage = window.bounds().lineage();

        /** The writer, who evicts two events. */
        @Actor
        public void append() {
            window.append(RECORDS[2], 0);
            window.append(RECORDS[3], 0);
        }

        /** A reader that comes back after the first event. */
        @Actor
        public void seek(II_Result result) {
            result.r1 = (int) window.seek(lineage, 1);
        }
    }
}
