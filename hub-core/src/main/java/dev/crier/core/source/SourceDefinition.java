package dev.crier.core.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.Topic;
import java.util.Objects;

/**
 * A source as the configuration says it: a name of its own, the type of its feed, and that type's settings.
 *
 * @param name names the source in the configuration, in its health and as {@code hub/sources/<name>}: one segment of a
 *     topic, at most {@value #MAX_NAME} characters
 * @param type what {@link dev.crier.core.spi.EventSource#type()} answers, such as {@code rss}
 * @param settings all other keys, as an object
 */
public record SourceDefinition(String name, String type, JsonNode settings) {

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

    /** Where the source's state is published. */
    public Topic reports() {
        return Topic.of(REPORTS + name);
    }
}
