package dev.crier.sources.counter;

import dev.crier.core.Topic;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Settings;
import java.time.Duration;

/**
 * The configuration of one {@code counter} source.
 *
 * @param topic where it counts
 * @param every the time between two events, 1ms to 365d
 */
public record CounterSettings(Topic topic, @Default("500ms") Duration every) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * Makes the settings.
     *
     * @throws IllegalArgumentException if a value is out of its bounds above, or the topic is the hub's own
     */
    public CounterSettings {
        if (topic.reserved()) {
            throw new IllegalArgumentException(
                    "topic is '" + topic + "', which is the hub's own; expected another one, such as counter");
        }
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("every is " + Settings.text(every) + "; expected "
                    + Settings.text(SHORTEST) + " to " + Settings.text(LONGEST));
        }
    }
}
