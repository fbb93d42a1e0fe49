package dev.crier.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the {@linkplain Marker markers} in a stream, whatever stands around them and however reads cut them.
 *
 * <p>Between markers it looks at eight bytes at a time, and it leaps over the rest of a payload, so that a client costs
 * little beside the server that it measures. One for each stream; only for that stream's thread.
 */
final class MarkerScanner {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long FIRSTS = ONES * Marker.FIRST;

    private final int run;
    private final int rest;
    private final byte[] carry = new byte[2 * Marker.LENGTH];
    private int carried;
    private int skip;

    /**
     * Makes a scanner at the beginning of a stream.
     *
     * @param run whose events count
     * @param rest how many bytes of the payload follow its marker
     */
    MarkerScanner(int run, int rest) {
        this.run = run;
        this.rest = rest;
    }

    /** Reads on, from one index to another, exclusively. */
    void scan(byte[] bytes, int from, int to, Marker.Sink sink) {
        int at = carried > 0 ? finishCarried(bytes, from, to, sink) : from;
        while (true) {
            if (skip > 0) {
                int leap = Math.min(skip, to - at);
                at += leap;
                skip -= leap;
            }
            at = find(bytes, at, to);
            if (at == to) {
                return;
            }
            if (to - at < Marker.LENGTH) {
                System.arraycopy(bytes, at, carry, 0, to - at);
                carried = to - at;
                return;
            }
            if (Marker.read(bytes, at, run, sink)) {
                at += Marker.LENGTH;
                skip = rest;
            } else {
                at++;
            }
        }
    }

    /** Completes what the last read cut; returns from where to go on. */
    private int finishCarried(byte[] bytes, int from, int to, Marker.Sink sink) {
        int more = Math.min(Marker.LENGTH, to - from);
        System.arraycopy(bytes, from, carry, carried, more);
        int before = carried;
        int total = before + more;
        carried = 0;
        for (int i = 0; i < before; i++) {
            if (carry[i] != Marker.FIRST) {
                continue;
            }
            if (total - i < Marker.LENGTH) {
                System.arraycopy(carry, i, carry, 0, total - i);
                carried = total - i;
                return to;
            }
            if (Marker.read(carry, i, run, sink)) {
                skip = rest;
                return from + i + Marker.LENGTH - before;
            }
        }
        return from;
    }

    private static int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long different = (long) EIGHT.get(bytes, at) ^ FIRSTS;
            long zeros = (different - ONES) & ~different & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >> 3);
            }
        }
        while (at < to && bytes[at] != Marker.FIRST) {
            at++;
        }
        return at;
    }
}
