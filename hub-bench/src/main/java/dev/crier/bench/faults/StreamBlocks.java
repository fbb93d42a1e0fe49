package dev.crier.bench.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads an event stream as a browser does (WHATWG HTML, section 9.2.6): what counts is a complete block. One for each
 * connection; only for that connection's thread.
 */
final class StreamBlocks {

    /** Takes what the complete blocks say. */
    interface Sink {

        /** A block with data: its type, {@code message} if it has none, and its data. */
        void event(String type, String data);

        /** The place to come back to. It is told after the event of the same block. */
        void place(String id);
    }

    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private boolean carriageReturn;
    private String type = "";
    private final StringBuilder data = new StringBuilder();
    private boolean anyData;
    private String id = "";

    StreamBlocks(Sink sink) {
        this.sink = sink;
    }

    /** Reads on. */
    void feed(byte[] bytes, int from, int to) {
        int start = from;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '\n' && carriageReturn) {
                carriageReturn = false;
                start = at + 1;
            } else if (b == '\n' || b == '\r') {
                carriageReturn = b == '\r';
                line.write(bytes, start, at - start);
                start = at + 1;
                lineEnded(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                carriageReturn = false;
            }
        }
        line.write(bytes, start, to - start);
    }

    private void lineEnded(String text) {
        if (text.isEmpty()) {
            blockEnded();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> type = value;
            case "id" -> id = value;
            case "data" -> {
                if (anyData) {
                    data.append('\n');
                }
                anyData = true;
                data.append(value);
            }
            default -> {
                // a comment, retry, or what nobody knows
            }
        }
    }

    private void blockEnded() {
        if (anyData) {
            sink.event(type.isEmpty() ? "message" : type, data.toString());
        }
        if (!id.isEmpty()) {
            sink.place(id);
        }
        type = "";
        id = "";
        anyData = false;
        data.setLength(0);
    }
}
