package dev.crier.server.config;

import dev.crier.core.settings.Settings;
import java.time.Duration;

/** The bounds of configured times. Stateless. */
final class Durations {

    private Durations() {}

    static void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " must be " + Settings.text(least) + " to " + Settings.text(most)
                    + ", not " + Settings.text(value));
        }
    }
}
