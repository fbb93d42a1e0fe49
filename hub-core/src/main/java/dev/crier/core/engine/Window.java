package dev.crier.core.engine;

import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of the log, in memory, as ready-to-send frames; every delivery is read from it.
 *
 * <p>One writer, the sequencer's event loop; any number of readers, each with a cursor of its own. Nobody waits: a reader
 * that was lapped sees it ({@link #at} answers null) and reads the log instead, where it learns exactly what it can't have
 * any more.
 *
 * <p>It is a ring of immutable entries under a dense index (positions need not be dense). The writer publishes an entry by
 * raising {@link #head()}, and evicts by raising the floor before it empties the slot; so an entry that a reader has in its
 * hands stays whole, and a slot that was reused shows another index. What the readers on the event loops have not passed
 * yet isn't evicted by an append that asks first ({@link #full()}): that is the back-pressure from delivery to publishers.
 */
final class Window {

    private static final int SMALLEST_RING = 1 << 10;
    private static final int BIGGEST_RING = 1 << 20;
    private static final int BYTES_A_SLOT = 512;

    /** A reader that keeps up, as the writer sees it. */
    interface Reader {

        /** The index below which this reader needs nothing any more; {@link Long#MAX_VALUE} if it needs nothing at all. */
        long done();

        /** Says that there is something new, from the writer's thread. */
        void wake();
    }

    /** The first index that is kept, and the position after which it stands. */
    private record Floor(long index, long position) {}

    private final long maxBytes;
    private final AtomicReferenceArray<@Nullable WindowEntry> ring;
    private final AtomicLong bytes = new AtomicLong();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private volatile Lineage lineage = Lineage.of("0", 0);
    private volatile Floor floor = new Floor(0, 0);
    private volatile long head;
    private volatile long headPosition;

    /**
     * Makes an empty window.
     *
     * @param maxBytes how much it holds, overhead and every kept format included
     */
    Window(long maxBytes) {
        this.maxBytes = maxBytes;
        this.ring = new AtomicReferenceArray<>(ringSize(maxBytes));
    }

    private static int ringSize(long maxBytes) {
        long wanted = Math.max(SMALLEST_RING, Math.min(BIGGEST_RING, maxBytes / BYTES_A_SLOT));
        return Integer.highestOneBit((int) wanted);
    }

    // ---- the writer

    /** Shows a history from its head on, before anything else is done; what is up to its head is in the log alone. */
    void open(Lineage first) {
        lineage = first;
        floor = new Floor(0, first.head());
        headPosition = first.head();
    }

    /** Whether an append would evict what a reader has not passed yet. */
    boolean full() {
        boolean evicts = bytes.get() >= maxBytes || head - floor.index() >= ring.length();
        return evicts && head > floor.index() && floor.index() >= slowestReader();
    }

    private long slowestReader() {
        long slowest = Long.MAX_VALUE;
        for (Reader reader : readers) {
            slowest = Math.min(slowest, reader.done());
        }
        return slowest;
    }

    /** Adds a record, evicting the oldest entries for it where it must. */
    void append(LogRecord log) {
        WindowEntry.Entry entry = new WindowEntry.Entry(head, lineage, log, bytes::addAndGet);
        entry.frame(WireFormat.SSE);
        entry.enter();
        put(entry);
        while (bytes.get() > maxBytes && floor.index() < head - 1) {
            evictOldest();
        }
    }

    /** Forgets everything and begins to show another history. */
    void begin(Lineage newLineage) {
        long index = head;
        lineage = newLineage;
        while (floor.index() < index) {
            evictOldest();
        }
        floor = new Floor(index, newLineage.head());
        put(new WindowEntry.Begin(index, newLineage));
    }

    private void put(WindowEntry entry) {
        if (head - floor.index() >= ring.length()) {
            evictOldest();
        }
        ring.set(slot(entry.index()), entry);
        head = entry.index() + 1;
        headPosition = entry.position();
    }

    private void evictOldest() {
        long index = floor.index();
        WindowEntry oldest = ring.get(slot(index));
        if (oldest == null) {
            throw new IllegalStateException("the window has no entry at its floor " + index);
        }
        floor = new Floor(index + 1, oldest.position());
        ring.set(slot(index), null);
        if (oldest instanceof WindowEntry.Entry entry) {
            entry.evict();
        }
    }

    /** Tells every reader that there is something new. */
    void signal() {
        for (Reader reader : readers) {
            reader.wake();
        }
    }

    // ---- the readers

    /** Adds a reader that the writer waits for and signals. */
    void register(Reader reader) {
        readers.add(reader);
    }

    /** Takes a reader away again. */
    void unregister(Reader reader) {
        readers.remove(reader);
    }

    /** The index that the next entry will have. */
    long head() {
        return head;
    }

    /** The position of the newest entry. */
    long headPosition() {
        return headPosition;
    }

    /** The position after which the window has everything. */
    long floorPosition() {
        return floor.position();
    }

    /** The history that is shown. */
    Lineage lineage() {
        return lineage;
    }

    /** How much is held, in bytes. */
    long bytes() {
        return bytes.get();
    }

    /** The entry at an index below {@link #head()}, or null if it was evicted. */
    @Nullable
    WindowEntry at(long index) {
        WindowEntry entry = ring.get(slot(index));
        return entry != null && entry.index() == index ? entry : null;
    }

    /**
     * The index of the first entry whose position is greater than this one, {@link #head()} if there is none yet; -1 if the
     * window no longer reaches back so far.
     *
     * <p>The position must be of the lineage that is shown.
     */
    long seek(long position) {
        while (true) {
            Floor now = floor;
            if (position < now.position()) {
                return -1;
            }
            long low = now.index();
            long high = head;
            boolean lapped = false;
            while (low < high) {
                long middle = (low + high) >>> 1;
                WindowEntry entry = at(middle);
                if (entry == null) {
                    lapped = true;
                    break;
                }
                if (entry.position() <= position) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (!lapped) {
                return low;
            }
        }
    }

    private int slot(long index) {
        return (int) (index & (ring.length() - 1));
    }
}
