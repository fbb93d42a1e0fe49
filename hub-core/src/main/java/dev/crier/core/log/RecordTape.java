package dev.crier.core.log;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Records in the order of their positions: appended at the end, taken out anywhere.
 *
 * <p>One writer; readers on any thread, without a lock. A reader takes a {@link View} and goes through it; what the writer
 * appends later isn't in it, and what it takes out may be or not. A slot is written once and cleared once, never used again:
 * when the arrays are full, or hold little, what is left moves to new ones of twice its number, so that an append
 * costs the same on average, whatever was taken out, and a view that a reader still has stays what it was.
 */
final class RecordTape<E extends Kept> {

    private static final int SMALLEST = 2;

    /** Arrays of which less than this part is in use give way to smaller ones. */
    private static final int SPARSE = 8;

    private static final View<Kept> EMPTY = new View<>(new long[0], new AtomicReferenceArray<>(0), 0, 0);

    private volatile View<E> view = empty();
    private int live;

    /** What there is at one moment, from {@code start} to before {@code end}; a slot is null once its record is taken out. */
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose, and never compared
    record View<E extends Kept>(long[] positions, AtomicReferenceArray<@Nullable E> records, int start, int end) {

        /** The index of the first record after a position; {@code end} if there is none. */
        int after(long position) {
            int found = Arrays.binarySearch(positions, start, end, position);
            return found >= 0 ? found + 1 : -found - 1;
        }

        /** The record at an index, or null if it was taken out; what the writer did before it took it out is seen then. */
        @Nullable
        E at(int index) {
            return records.getAcquire(index);
        }
    }

    @SuppressWarnings("unchecked") // it holds nothing of any type
    static <E extends Kept> View<E> empty() {
        return (View<E>) EMPTY;
    }

    /** What there is now. */
    View<E> view() {
        return view;
    }

    // ---- the writer

    int size() {
        return live;
    }

    void append(E log) {
        View<E> now = view;
        if (now.end() == now.positions().length) {
            now = compacted(now);
        }
        now.positions()[now.end()] = log.position();
        now.records().setPlain(now.end(), log);
        live++;
        view = new View<>(now.positions(), now.records(), now.start(), now.end() + 1);
    }

    private View<E> compacted(View<E> full) {
        int room = Math.max(SMALLEST, 2 * live);
        long[] positions = new long[room];
        AtomicReferenceArray<@Nullable E> records = new AtomicReferenceArray<>(room);
        int end = 0;
        for (int i = full.start(); i < full.end(); i++) {
            E log = full.at(i);
            if (log != null) {
                positions[end] = log.position();
                records.setPlain(end++, log);
            }
        }
        return new View<>(positions, records, 0, end);
    }

    /** The oldest record, or null if there is none. */
    @Nullable
    E first() {
        View<E> now = view;
        return live == 0 ? null : now.at(now.start());
    }

    /** Where a position stands, mostly first. */
    private static int index(View<?> view, long position) {
        boolean first = view.start() < view.end() && view.positions()[view.start()] == position;
        return first ? view.start() : Arrays.binarySearch(view.positions(), view.start(), view.end(), position);
    }

    /** Takes out the record of a position, if it is there. */
    void remove(long position) {
        View<E> now = view;
        int index = index(now, position);
        if (index < 0 || now.at(index) == null) {
            return;
        }
        now.records().setRelease(index, null);
        live--;
        int start = now.start();
        while (start < now.end() && now.at(start) == null) {
            start++;
        }
        if (live == 0) {
            view = empty();
        } else if (live < now.positions().length / SPARSE) {
            view = compacted(now);
        } else if (start != now.start()) {
            view = new View<>(now.positions(), now.records(), start, now.end());
        }
    }
}
