package dev.crier.server;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives in pieces into lines, and keeps no more than one line of bounded length. Not thread-safe.
 *
 * <p>A line ends with LF, or with the end of all. Of a line that is too long nothing is kept but that it was.
 */
final class Lines {

    /** Hears of each line, in order. */
    interface Listener {

        /** A line, without its LF; to be read before this returns. */
        void line(Buffer line);

        /** A line that was too long. */
        void tooLong();
    }

    private final int most;
    private final Listener listener;
    private @Nullable Buffer begun;
    private boolean overlong;

    /**
     * Makes one.
     *
     * @param most the longest line, in bytes
     */
    Lines(int most, Listener listener) {
        this.most = most;
        this.listener = Objects.requireNonNull(listener);
    }

    /** Takes the next piece. */
    void add(Buffer piece) {
        ByteBuf bytes = ((BufferInternal) piece).getByteBuf();
        int start = 0;
        while (true) {
            int end = bytes.indexOf(start, piece.length(), (byte) '\n');
            if (end < 0) {
                break;
            }
            if (begun == null && !overlong && end - start <= most) {
                listener.line(piece.slice(start, end)); // the usual case: nothing is copied
            } else {
                append(piece, start, end);
                complete();
            }
            start = end + 1;
        }
        append(piece, start, piece.length());
    }

    /** There is no more: what has come since the last LF is a line too. */
    void end() {
        if (overlong || begun != null) {
            complete();
        }
    }

    /** How much of a line has come that isn't whole yet. In bytes. */
    int unfinished() {
        return begun == null ? 0 : begun.length();
    }

    /** Forgets what has come of a line that isn't whole yet. */
    void drop() {
        begun = null;
    }

    private void append(Buffer piece, int start, int end) {
        if (overlong || start == end) {
            return;
        }
        if (begun == null) {
            begun = Buffer.buffer();
        }
        if (begun.length() + end - start > most) {
            overlong = true;
            begun = null;
        } else {
            begun.appendBuffer(piece, start, end - start);
        }
    }

    private void complete() {
        boolean wasOverlong = overlong;
        Buffer line = begun == null ? Buffer.buffer() : begun;
        overlong = false;
        begun = null;
        if (wasOverlong) {
            listener.tooLong();
        } else {
            listener.line(line);
        }
    }
}
