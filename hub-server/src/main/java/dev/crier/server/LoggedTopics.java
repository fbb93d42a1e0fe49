package dev.crier.server;

import dev.crier.core.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * As many patterns of a filter as a line of the log should hold, since a client may ask for hundreds of long ones. Immutable.
 *
 * @param first some of them, one at the least
 * @param more how many more there are
 * @param exceptions whether the filter matches less than its patterns do
 */
record LoggedTopics(List<String> first, int more, boolean exceptions) {

    /** About how many characters are shown. */
    private static final int ENOUGH = 300;

    static LoggedTopics of(TopicFilter filter) {
        List<String> first = new ArrayList<>();
        int length = 0;
        for (String pattern : filter.patterns()) {
            length += pattern.length();
            if (!first.isEmpty() && length > ENOUGH) {
                break;
            }
            first.add(pattern);
        }
        return new LoggedTopics(List.copyOf(first), filter.patterns().size() - first.size(), filter.hasExceptions());
    }

    /** Adds them to a line in keys of their own. */
    LoggingEventBuilder addTo(LoggingEventBuilder line) {
        LoggingEventBuilder shown = line.addKeyValue("topics", first);
        return more == 0 ? shown : shown.addKeyValue("more", (long) more);
    }

    /** For people. */
    @Override
    public String toString() {
        return String.join(",", first)
                + (more == 0 ? "" : " and " + more + " more")
                + (exceptions ? ", with exceptions" : "");
    }
}
