package dev.crier.bench;

import java.nio.charset.StandardCharsets;

/**
 * What makes an event of the bench known wherever it stands: which run sent it, its topic, its number within the topic, and
 * when it was due.
 *
 * <p>It has a fixed length and only characters that neither JSON nor forms nor URLs escape, so it survives any server's
 * framing as it is. Stateless.
 */
final class Marker {

    /** {@code ~c}, run (4 hex), {@code t}, topic (6), {@code n}, number (10), {@code a}, nanoseconds (16 hex), {@code .} */
    static final int LENGTH = 42;

    static final byte FIRST = '~';
    static final int MOST_TOPICS = 1_000_000;
    private static final int RUN = 2;
    private static final int TOPIC = 7;
    private static final int NUMBER = 14;
    private static final int DUE = 25;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Gets what a marker says. */
    interface Sink {

        /**
         * Hears of an event.
         *
         * @param topic the number of its topic
         * @param number its place within the topic, from 0
         * @param due when it was to be sent, as {@link System#nanoTime()} says it
         */
        void event(int topic, long number, long due);
    }

    private Marker() {}

    /** Writes a marker at an index. */
    static void write(byte[] out, int at, int run, int topic, long number, long due) {
        out[at] = FIRST;
        out[at + 1] = 'c';
        digits(out, at + RUN, 4, 16, run);
        out[at + TOPIC - 1] = 't';
        digits(out, at + TOPIC, 6, 10, topic);
        out[at + NUMBER - 1] = 'n';
        digits(out, at + NUMBER, 10, 10, number);
        out[at + DUE - 1] = 'a';
        digits(out, at + DUE, 16, 16, due);
        out[at + LENGTH - 1] = '.';
    }

    private static void digits(byte[] out, int at, int count, int base, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = DIGITS[(int) Long.remainderUnsigned(rest, base)];
            rest = Long.divideUnsigned(rest, base);
        }
    }

    /** Reads a whole marker at an index; false, and nothing is heard, if there is none or it is another run's. */
    static boolean read(byte[] in, int at, int run, Sink sink) {
        if (in[at] != FIRST
                || in[at + 1] != 'c'
                || in[at + TOPIC - 1] != 't'
                || in[at + NUMBER - 1] != 'n'
                || in[at + DUE - 1] != 'a'
                || in[at + LENGTH - 1] != '.'
                || number(in, at + RUN, 4, 16) != run) {
            return false;
        }
        sink.event((int) number(in, at + TOPIC, 6, 10), number(in, at + NUMBER, 10, 10), number(in, at + DUE, 16, 16));
        return true;
    }

    private static long number(byte[] in, int at, int count, int base) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            int c = in[i];
            value = value * base + (c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return value;
    }
}
