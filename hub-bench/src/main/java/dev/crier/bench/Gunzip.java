package dev.crier.bench;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates a stream of gzip members (RFC 1952), one that never ends too.
 *
 * <p>The array is scratch that streams of one thread share.
 */
public final class Gunzip implements Decoder {

    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;

    private enum State {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CHECKSUM,
        DATA,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final byte[] scratch;
    private State state = State.HEADER;
    private int read;
    private int flags;
    private int extra;

    /**
     * Makes a reader at the beginning of a stream.
     *
     * @param scratch holds what was inflated until the sink has taken it
     */
    public Gunzip(byte[] scratch) {
        this.scratch = scratch;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, ByteSink out) {
        int at = from;
        while (at < to) {
            if (state == State.DATA) {
                at = inflate(bytes, at, to, out);
            } else {
                header(bytes[at++] & 0xff);
            }
        }
    }

    private void header(int b) {
        read++;
        switch (state) {
            case HEADER -> {
                boolean right = switch (read) {
                    case 1 -> b == 0x1f;
                    case 2 -> b == 0x8b;
                    case 3 -> b == 8;
                    default -> true;
                };
                if (!right) {
                    throw new BenchException("The server said that its stream is gzip, but it isn't.");
                }
                if (read == 4) {
                    flags = b;
                }
                if (read == HEADER) {
                    after(State.HEADER);
                }
            }
            case EXTRA_LENGTH -> {
                extra = read == 1 ? b : extra + (b << 8);
                if (read == 2) {
                    enter(extra == 0 ? State.HEADER : State.EXTRA);
                    if (extra == 0) {
                        after(State.EXTRA);
                    }
                }
            }
            case EXTRA -> {
                if (read == extra) {
                    after(State.EXTRA);
                }
            }
            case NAME, COMMENT -> {
                if (b == 0) {
                    after(state);
                }
            }
            case HEADER_CHECKSUM -> {
                if (read == 2) {
                    enter(State.DATA);
                }
            }
            case TRAILER -> {
                if (read == TRAILER) {
                    inflater.reset();
                    enter(State.HEADER);
                }
            }
            case DATA -> throw new AssertionError("not a byte of a header");
        }
    }

    /** Goes to the next part of the header that there is. */
    private void after(State done) {
        if (done == State.HEADER && (flags & FEXTRA) != 0) {
            enter(State.EXTRA_LENGTH);
        } else if (done.compareTo(State.NAME) < 0 && (flags & FNAME) != 0) {
            enter(State.NAME);
        } else if (done.compareTo(State.COMMENT) < 0 && (flags & FCOMMENT) != 0) {
            enter(State.COMMENT);
        } else if ((flags & FHCRC) != 0) {
            enter(State.HEADER_CHECKSUM);
        } else {
            enter(State.DATA);
        }
    }

    private void enter(State next) {
        state = next;
        read = 0;
    }

    private int inflate(byte[] bytes, int from, int to, ByteSink out) {
        inflater.setInput(bytes, from, to - from);
        try {
            while (true) {
                int length = inflater.inflate(scratch);
                if (length > 0) {
                    out.accept(scratch, 0, length);
                }
                if (inflater.finished()) {
                    enter(State.TRAILER);
                    return to - inflater.getRemaining();
                }
                if (length == 0) {
                    return to;
                }
            }
        } catch (DataFormatException e) {
            throw new BenchException("A compressed stream of the server can't be inflated: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
