package dev.crier.core.engine;

import dev.crier.core.Event;
import dev.crier.core.EventId;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;

/**
 * One slot of the {@link Window}: an event with its ready frames, or the beginning of another lineage.
 *
 * <p>Each knows its dense index, so that a reader which was lapped sees that a slot holds another entry. Safe on any
 * thread; a frame is encoded by whoever needs it first, once.
 */
sealed interface WindowEntry {

    /** What the objects of an entry cost besides its frames and its event, in bytes. */
    int OVERHEAD = 136;

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
        private final AtomicReferenceArray<Buffer> frames = new AtomicReferenceArray<>(FORMS);
        private long charged;
        private boolean evicted;

        /**
         * Makes an entry.
         *
         * @param charge hears the bytes of each frame that is made later, and their negative when the entry is evicted
         */
        Entry(long index, Lineage lineage, LogRecord log, LongConsumer charge) {
            this.index = index;
            this.lineage = lineage;
            this.log = log;
            this.charge = charge;
        }

        @Override
        public long index() {
            return index;
        }

        @Override
        public long position() {
            return log.position();
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

        /** The event as a frame; the buffer is shared and never changed. */
        Buffer frame(WireFormat format) {
            int form = form(format, ContentCoding.IDENTITY);
            Buffer ready = frames.get(form);
            return ready != null ? ready : keep(form, format.frame(id(), log.event()));
        }

        /** The same, coded so that it can be read on its own. */
        Buffer frame(WireFormat format, ContentCoding coding, FrameJoiner joiner) {
            int form = form(format, coding);
            Buffer ready = frames.get(form);
            return ready != null ? ready : keep(form, joiner.coded(frame(format), coding));
        }

        @SuppressWarnings("EnumOrdinal") // an index in memory, never stored
        private static int form(WireFormat format, ContentCoding coding) {
            return format.ordinal() * CODINGS + coding.ordinal();
        }

        private Buffer keep(int form, Buffer made) {
            if (!frames.compareAndSet(form, null, made)) {
                return frames.get(form);
            }
            charge(made.length());
            return made;
        }

        /** Charges what an event costs before any frame; called once, when it enters the window. */
        void enter() {
            charge(OVERHEAD + log.event().cost());
        }

        /** Gives back all that was charged; frames that are made later cost nothing any more. */
        synchronized void evict() {
            evicted = true;
            charge.accept(-charged);
        }

        private synchronized void charge(long bytes) {
            if (!evicted) {
                charged += bytes;
                charge.accept(bytes);
            }
        }
    }
}
