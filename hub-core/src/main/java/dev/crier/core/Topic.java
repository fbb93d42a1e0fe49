package dev.crier.core;

import java.util.Objects;

/**
 * The name of one stream of events: a path of 1 to 16 segments such as {@code stocks/ACME}.
 *
 * <p>A segment is one or more of {@code A-Z a-z 0-9 . _ ~ : @ -} and never {@code .} or {@code ..}; a topic has at most
 * 255 characters in all. Topics below {@code hub/} are the hub's own. Immutable and safe to share.
 *
 * @param path the segments, joined by {@code /}
 */
public record Topic(String path) implements Comparable<Topic> {

    /** The longest topic or pattern, in characters. */
    public static final int MAX_LENGTH = 255;

    /** The most segments of a topic or pattern. */
    public static final int MAX_SEGMENTS = 16;

    /**
     * Makes a topic of a path.
     *
     * @throws InvalidTopicException if the path breaks the grammar above
     */
    public Topic {
        Objects.requireNonNull(path, "path");
        Segments.check("topic", path, Segments.Wildcards.REFUSED);
    }

    /** The topic of a path; the same as the constructor. */
    public static Topic of(String path) {
        return new Topic(path);
    }

    /** Whether only the hub itself may publish here: the topic {@code hub} and all below it. */
    public boolean reserved() {
        return Segments.reserved(path);
    }

    @Override
    public int compareTo(Topic other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return path;
    }
}
