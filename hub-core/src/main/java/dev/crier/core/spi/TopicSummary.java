package dev.crier.core.spi;

import dev.crier.core.Topic;
import java.time.Instant;
import java.util.Objects;

/**
 * What a log knows of one topic.
 *
 * @param topic the topic
 * @param head the position of its newest event, kept or not
 * @param oldest the position of the oldest kept event, 0 if none is kept
 * @param events how many are kept
 * @param bytes what they cost
 * @param lastTime when the newest event was accepted
 */
public record TopicSummary(Topic topic, long head, long oldest, long events, long bytes, Instant lastTime) {

    /** Makes a summary. */
    public TopicSummary {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(lastTime, "lastTime");
    }
}
