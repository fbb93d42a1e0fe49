package dev.crier.core.engine;

import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of the log, in memory, as ready-to-send frames; every delivery is read from it.
 *
 * <p>One writer, the sequencer's event loop; any number of readers, each with a cursor of its own. Nobody waits: a reader
 * that was lapped sees it ({@link #at} answers null) and reads the log instead, where it learns exactly what it can't have
 * any more.
 *
 * <p>It is a ring of immutable entries under a dense index (positions need not be dense). The writer publishes an entry by
 * raising the head; what it evicts stays whole in the hands of a reader that has it, and a slot that was emptied or reused
 * shows no entry or another index. What the readers on the event loops have not passed
 * yet isn't evicted as long as the writer asks first ({@link #full()}): that is the back-pressure from delivery to
 * publishers.
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

    /**
     * What the window shows at one moment.
     *
     * @param floor the first index that is kept
     * @param floorPosition the position after which the window has everything
     * @param head the index that the next entry will have
     * @param headPosition the position of the newest entry, or {@code floorPosition} if there is none
     * @param lineage the history that the positions are of
     */
    record Bounds(long floor, long floorPosition, long head, long headPosition, Lineage lineage) {}

    private final long maxBytes;
    private final AtomicReferenceArray<@Nullable WindowEntry> ring;
    private final AtomicLong bytes = new AtomicLong();
    private final LongConsumer charge = bytes::addAndGet;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private volatile Bounds bounds = new Bounds(0, 0, 0, 0, Lineage.of("0", 0));

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
        bounds = new Bounds(0, first.head(), 0, first.head(), first);
    }

    /** Whether an append would evict what a reader has not passed yet. */
    boolean full() {
        Bounds now = bounds;
        long held = now.head() - now.floor();
        boolean evicts = bytes.get() >= maxBytes || held >= ring.length();
        return evicts && held > 0 && now.floor() >= slowestReader();
    }

    private long slowestReader() {
        long slowest = Long.MAX_VALUE;
        for (Reader reader : readers) {
            slowest = Math.min(slowest, reader.done());
        }
        return slowest;
    }

    /**
     * Adds a record, evicting the oldest entries for it where it must.
     *
     * @param since when it came, in the nanoseconds of {@link System#nanoTime()}
     */
    void append(LogRecord log, long since) {
        Bounds now = bounds;
        WindowEntry.Entry entry = new WindowEntry.Entry(now.head(), now.lineage(), log, since, charge);
        long floor = now.floor();
        long floorPosition = now.floorPosition();
        long passed = slowestReader();
        while (floor < now.head() && mustGo(floor, now.head(), passed)) {
            floorPosition = evict(floor++);
        }
        ring.set(slot(entry.index()), entry);
        bounds = new Bounds(floor, floorPosition, entry.index() + 1, entry.position(), now.lineage());
    }

    /** Readers that keep up are spared until the window holds twice its bound: by then one of them is stuck. */
    private boolean mustGo(long index, long head, long passed) {
        long held = bytes.get();
        boolean spared = index >= passed && held <= 2 * maxBytes;
        return (held > maxBytes && !spared) || head - index >= ring.length();
    }

    /** Forgets everything and begins to show another history. */
    void begin(Lineage lineage) {
        Bounds now = bounds;
        for (long index = now.floor(); index < now.head(); index++) {
            evict(index);
        }
        ring.set(slot(now.head()), new WindowEntry.Begin(now.head(), lineage));
        bounds = new Bounds(now.head(), lineage.head(), now.head() + 1, lineage.head(), lineage);
    }

    /** Empties a slot; returns the position that it had. */
    private long evict(long index) {
        WindowEntry oldest = Objects.requireNonNull(ring.getAndSet(slot(index), null));
        if (oldest instanceof WindowEntry.Entry entry) {
            entry.evict();
        }
        return oldest.position();
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

    /** What is shown now, all of one moment; an entry can be read before the head is raised over it. */
    Bounds bounds() {
        return bounds;
    }

    /** How many events it holds. */
    long events() {
        Bounds now = bounds;
        return now.head() - now.floor();
    }

    /** How much is held, in bytes. */
    long bytes() {
        return bytes.get();
    }

    /** The entry at an index below the head, or null if it was evicted. */
    @Nullable
    WindowEntry at(long index) {
        WindowEntry entry = ring.get(slot(index));
        return entry != null && entry.index() == index ? entry : null;
    }

    /**
     * The index of the first entry whose position is greater than this one, the head's if there is none yet; -1 if the window
     * no longer reaches back so far, or shows another lineage.
     */
    long seek(Lineage lineage, long position) {
        while (true) {
            Bounds now = bounds;
            if (position < now.floorPosition() || !now.lineage().equals(lineage)) {
                return -1;
            }
            long found = search(now.floor(), now.head(), position);
            if (found >= 0) {
                return found;
            }
        }
    }

    /** Searches [from, to); -1 if an entry was evicted meanwhile, and so will the floor be raised. */
    private long search(long from, long to, long position) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = (low + high) >>> 1;
            WindowEntry entry = at(middle);
            if (entry == null) {
                return -1;
            }
            if (entry.position() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int slot(long index) {
        return (int) (index & (ring.length() - 1));
    }
}
