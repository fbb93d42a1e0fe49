package dev.crier.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as a browser does (WHATWG HTML, section 9.2.6 "Interpreting an event stream"), as far as a client
 * must that is cut and comes back: an event counts, and its id is the place to come back to, once its block is complete.
 *
 * <p>One for each connection; only for that connection's thread.
 */
final class EventBlocks {

    private final int run;
    private final Marker.Sink events;
    private byte[] line = new byte[256];
    private int length;
    private boolean carriageReturn;
    private @Nullable String id;
    private Optional<String> lastId;
    private boolean marked;
    private int topic;
    private long number;
    private long due;

    /**
     * Makes a reader at the beginning of a connection.
     *
     * @param run whose events count
     * @param lastId the id of the last complete block of the connection before
     * @param events hears of the events of complete blocks
     */
    EventBlocks(int run, Optional<String> lastId, Marker.Sink events) {
        this.run = run;
        this.lastId = lastId;
        this.events = events;
    }

    /** Reads on. */
    void feed(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '\n' && carriageReturn) {
                carriageReturn = false;
                continue;
            }
            carriageReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                lineEnded();
                length = 0;
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, 2 * length);
                }
                line[length++] = b;
            }
        }
    }

    private void lineEnded() {
        if (length == 0) {
            blockEnded();
        } else if (starts("data:")) {
            new MarkerScanner(run, 0).scan(line, 0, length, this::marker);
        } else if (starts("id:")) {
            id = new String(line, 3, length - 3, StandardCharsets.UTF_8).stripLeading();
        }
    }

    private void marker(int ofTopic, long itsNumber, long itsDue) {
        marked = true;
        topic = ofTopic;
        number = itsNumber;
        due = itsDue;
    }

    private void blockEnded() {
        if (id != null) {
            lastId = id.isEmpty() ? Optional.empty() : Optional.of(id);
            id = null;
        }
        if (marked) {
            marked = false;
            events.event(topic, number, due);
        }
    }

    private boolean starts(String field) {
        if (length < field.length()) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            if (line[i] != field.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The place to come back to: the id of the last complete block that had one. */
    Optional<String> lastId() {
        return lastId;
    }
}
