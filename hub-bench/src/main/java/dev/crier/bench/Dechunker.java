package dev.crier.bench;

/**
 * Takes the chunks off a body of HTTP/1.1 (RFC 9112, section 7.1), however reads cut them.
 *
 * <p>One for each stream; only for that stream's thread.
 */
public final class Dechunker {

    private enum State {
        SIZE,
        EXTENSION,
        DATA,
        END_OF_DATA,
        TRAILER
    }

    private State state = State.SIZE;
    private long left;

    /** Reads on; what the chunks hold goes to the sink. */
    public void feed(byte[] bytes, int from, int to, ByteSink out) {
        int at = from;
        while (at < to) {
            switch (state) {
                case SIZE -> {
                    byte c = bytes[at++];
                    int digit = Character.digit(c, 16);
                    if (digit >= 0) {
                        left = left * 16 + digit;
                    } else if (c == '\n') {
                        sizeRead();
                    } else if (c == ';' || c == '\r' || c == ' ') {
                        state = State.EXTENSION;
                    } else {
                        throw new BenchException(
                                "The server's chunks are broken: a size with the byte " + (c & 0xff) + " in it.");
                    }
                }
                case EXTENSION -> {
                    if (bytes[at++] == '\n') {
                        sizeRead();
                    }
                }
                case DATA -> {
                    int length = (int) Math.min(left, to - at);
                    out.accept(bytes, at, at + length);
                    at += length;
                    left -= length;
                    if (left == 0) {
                        state = State.END_OF_DATA;
                    }
                }
                case END_OF_DATA -> {
                    if (bytes[at++] == '\n') {
                        state = State.SIZE;
                    }
                }
                case TRAILER -> at = to;
            }
        }
    }

    private void sizeRead() {
        state = left == 0 ? State.TRAILER : State.DATA;
    }

    /** Whether the last chunk has come. */
    public boolean ended() {
        return state == State.TRAILER;
    }
}
