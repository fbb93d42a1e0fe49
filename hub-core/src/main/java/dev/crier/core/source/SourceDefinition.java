package dev.crier.core.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.Topic;
import java.util.Objects;
import java.util.Optional;

/**
 * A source as the configuration says it: a name of its own, the type of its feed, and that type's settings.
 *
 * @param name names the source in the configuration, in its health and as {@code hub/sources/<name>}: one segment of a
 *     topic, at most {@value #MAX_NAME} characters
 * @param type what {@link dev.crier.core.spi.EventSource#type()} answers, such as {@code rss}
 * @param run how many hubs of a cluster run it; empty for what its type says
 * @param settings all other keys, as an object
 */
public record SourceDefinition(String name, String type, Optional<Run> run, JsonNode settings) {

    /** How many hubs of a cluster run a source. */
    public enum Run {
        /** One at a time: another takes over when it ends. */
        ONCE,
        /** Every one. */
        EACH
    }

    /** The longest name, in characters. */
    public static final int MAX_NAME = 64;

    /** What the topics begin with on which sources report. */
    public static final String REPORTS = "hub/sources/";

    /**
     * Makes a definition.
     *
     * @throws IllegalArgumentException if the name isn't one segment of a topic, or the settings aren't an object
     */
    public SourceDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(settings, "settings");
        if (name.indexOf('/') >= 0 || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a source's name is one segment of a topic, at most " + MAX_NAME
                    + " characters without '/'; '" + name + "' isn't");
        }
        Topic.of(REPORTS + name);
        if (!settings.isObject()) {
            throw new IllegalArgumentException(
                    "the settings of the source '" + name + "' are an object with keys, not " + settings.getNodeType());
        }
    }

    /** The same for a source of which the configuration doesn't say how many hubs run it. */
    public SourceDefinition(String name, String type, JsonNode settings) {
        this(name, type, Optional.empty(), settings);
    }

    /** Where the source's state is published. */
    public Topic reports() {
        return Topic.of(REPORTS + name);
    }
}
