package dev.crier.core.source;

import dev.crier.core.PublishException;
import dev.crier.core.spi.LogUnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * What is wrong with a source that still runs: each concern stands until whoever raised it says that it is over.
 *
 * <p>Safe on any thread. {@code changed} is called on the thread of the change, never under the lock.
 */
final class Health {

    private static final int LONGEST = 1_000;

    private final Map<Object, String> concerns = new LinkedHashMap<>();
    private final Runnable changed;

    Health(Runnable changed) {
        this.changed = changed;
    }

    /** Raises or renews a concern. */
    void raise(Object who, String what) {
        String shown = what.length() > LONGEST ? what.substring(0, LONGEST) + "..." : what;
        String before;
        synchronized (concerns) {
            before = concerns.put(who, shown);
        }
        if (!shown.equals(before)) {
            changed.run();
        }
    }

    /** Ends a concern, if there is one. */
    void clear(Object who) {
        String before;
        synchronized (concerns) {
            before = concerns.remove(who);
        }
        if (before != null) {
            changed.run();
        }
    }

    /** All concerns in one text, empty if all is well. */
    Optional<String> concern() {
        synchronized (concerns) {
            return concerns.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", concerns.values()));
        }
    }

    /** Logs an error: what the world does in one line, what is a bug with its stack. */
    static void warn(Logger logger, String what, Throwable cause) {
        boolean refused = cause instanceof PublishException || cause instanceof LogUnavailableException;
        if (!refused && (cause instanceof RuntimeException || cause instanceof Error)) {
            logger.warn("{}: {}", what, message(cause), cause);
        } else {
            logger.warn("{}: {}", what, message(cause));
        }
    }

    /** A wait as people say it. */
    static String seconds(Duration wait) {
        return String.format(Locale.ROOT, "%.1f s", wait.toMillis() / 1000.0);
    }

    /** An error for people: what it says; what it is, too, if that isn't enough to understand it. */
    static String message(Throwable error) {
        String text = error.getMessage();
        if (text == null || text.isBlank()) {
            return error.getClass().getName();
        }
        return error instanceof Error || error instanceof NullPointerException ? error.toString() : text;
    }
}
