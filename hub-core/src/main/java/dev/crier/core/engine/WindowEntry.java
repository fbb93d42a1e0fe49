package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventId;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One slot of the {@link Window}: an event with its ready frames, or the beginning of another lineage.
 *
 * <p>Each knows its dense index, so that a reader which was lapped sees that a slot holds another entry. Safe on any
 * thread; a frame is encoded by whoever needs it first, once.
 */
sealed interface WindowEntry {

    /** What the objects of an entry cost besides its frames and its event, in bytes. */
    int OVERHEAD = 144;

    long index();

    /** The position after which the window's next entry stands. */
    long position();

    /** Another history begins; what follows is after its head. */
    record Begin(long index, Lineage lineage) implements WindowEntry {

        @Override
        public long position() {
            return lineage.head();
        }
    }

    /** An event. */
    final class Entry implements WindowEntry {

        private static final int CODINGS = ContentCoding.values().length;
        private static final int FORMS = WireFormat.values().length * CODINGS;

        private final long index;
        private final Lineage lineage;
        private final LogRecord log;
        private final LongConsumer charge;
        private final long since;
        /** The frame that most subscribers get. */
        private final byte[] sse;
        /** The frames of all other forms, made when the first of them is needed. */
        private volatile @Nullable AtomicReferenceArray<byte[]> others;

        private long charged;
        private boolean evicted;

        /**
         * Makes an entry, and charges it.
         *
         * @param since when it came, in the nanoseconds of {@link System#nanoTime()}
         * @param charge hears what the entry costs, what each frame does that is made later, and the negative of all that
         *     when the entry is evicted; in bytes
         */
        Entry(long index, Lineage lineage, LogRecord log, long since, LongConsumer charge) {
            this.index = index;
            this.lineage = lineage;
            this.log = log;
            this.since = since;
            this.charge = charge;
            this.sse = WireFormat.SSE.bytes(id(), log.event());
            this.charged = OVERHEAD + log.event().cost() + sse.length;
            charge.accept(charged);
        }

        @Override
        public long index() {
            return index;
        }

        @Override
        public long position() {
            return log.position();
        }

        long since() {
            return since;
        }

        long prev() {
            return log.prev();
        }

        Event event() {
            return log.event();
        }

        Lineage lineage() {
            return lineage;
        }

        EventId id() {
            return new EventId(lineage.epoch(), log.position());
        }

        /** How long the frame is, in bytes. */
        int length(WireFormat format) {
            return frame(format).length;
        }

        /** Appends the frame to a buffer. */
        void appendTo(Buffer buffer, WireFormat format) {
            buffer.appendBytes(frame(format));
        }

        /** The frame, coded so that it can be read on its own. */
        Buffer coded(WireFormat format, ContentCoding coding, Compression compression) {
            byte[] ready = known(form(format, coding));
            if (ready == null) {
                ready = keep(
                        form(format, coding),
                        compression.alone(Buffer.buffer(frame(format)), coding).getBytes());
            }
            return Buffer.buffer(ready);
        }

        private byte[] frame(WireFormat format) {
            if (format == WireFormat.SSE) {
                return sse;
            }
            int form = form(format, ContentCoding.IDENTITY);
            byte[] ready = known(form);
            return ready != null ? ready : keep(form, format.bytes(id(), log.event()));
        }

        @SuppressWarnings("EnumOrdinal") // an index in memory, never stored
        private static int form(WireFormat format, ContentCoding coding) {
            return format.ordinal() * CODINGS + coding.ordinal();
        }

        private byte @Nullable [] known(int form) {
            AtomicReferenceArray<byte[]> made = others;
            return made == null ? null : made.get(form);
        }

        private synchronized byte[] keep(int form, byte[] made) {
            AtomicReferenceArray<byte[]> frames = others;
            if (frames == null) {
                frames = new AtomicReferenceArray<>(FORMS);
                others = frames;
            }
            byte[] first = frames.get(form);
            if (first != null) {
                return first;
            }
            frames.set(form, made);
            if (!evicted) {
                charged += made.length;
                charge.accept(made.length);
            }
            return made;
        }

        /** Gives back all that was charged; frames that are made later cost nothing any more. */
        synchronized void evict() {
            evicted = true;
            charge.accept(-charged);
        }

        // Equal is only what is the same; the index spares the JVM to make up a hash and to keep it.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(index);
        }
    }
}
