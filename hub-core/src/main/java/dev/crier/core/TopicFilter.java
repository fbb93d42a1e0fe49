package dev.crier.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What a subscription wants: one or more patterns, of which a topic must match at least one.
 *
 * <p>In a pattern {@code *} is exactly one segment and a last {@code **} any number, none included ({@code a/**} matches
 * {@code a}). What begins with {@code hub/} is matched only by patterns that do. Two filters with the same set of patterns
 * are equal, in whatever order they were written. Immutable and safe to share.
 */
public final class TopicFilter {

    /** Every topic but the hub's own. */
    public static final TopicFilter ALL = TopicFilter.of("**");

    private final List<String> patterns;
    private final List<String[]> split;
    private final int hash;

    private TopicFilter(List<String> patterns) {
        this.patterns = patterns;
        this.split = patterns.stream().map(pattern -> pattern.split("/")).toList();
        this.hash = patterns.hashCode();
    }

    /**
     * A filter of one pattern.
     *
     * @throws InvalidTopicException if it breaks the grammar
     */
    public static TopicFilter of(String pattern) {
        return anyOf(List.of(pattern));
    }

    /**
     * A filter that matches what any of the patterns matches.
     *
     * @throws InvalidTopicException if one breaks the grammar, or there is none
     */
    public static TopicFilter anyOf(Collection<String> patterns) {
        if (patterns.isEmpty()) {
            throw new InvalidTopicException("a filter needs at least one topic or pattern");
        }
        for (String pattern : patterns) {
            Objects.requireNonNull(pattern, "pattern");
            Segments.check("pattern", pattern, Segments.Wildcards.ALLOWED);
        }
        return new TopicFilter(patterns.stream().distinct().sorted().toList());
    }

    /** A filter that matches just this topic. */
    public static TopicFilter exactly(Topic topic) {
        return new TopicFilter(List.of(topic.path()));
    }

    /** The patterns, sorted and without repetition. */
    public List<String> patterns() {
        return patterns;
    }

    /** The patterns without wildcards, as topics. */
    public List<Topic> exactTopics() {
        return patterns.stream()
                .filter(pattern -> !wild(pattern))
                .map(Topic::new)
                .toList();
    }

    /** Whether no pattern has a wildcard, so that {@link #exactTopics()} is all there is. */
    public boolean exact() {
        return patterns.stream().noneMatch(TopicFilter::wild);
    }

    /** Whether the topic matches one of the patterns. */
    public boolean matches(Topic topic) {
        String path = topic.path();
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).equals(path)) {
                return true;
            }
            String[] pattern = split.get(i);
            if (wild(patterns.get(i)) && matches(pattern, path)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String[] pattern, String path) {
        if (Segments.reserved(path) && !pattern[0].equals("hub")) {
            return false;
        }
        int start = 0;
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].equals("**")) {
                return true;
            }
            if (start > path.length()) {
                return false;
            }
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            boolean same = pattern[i].equals("*")
                    || (pattern[i].length() == end - start && path.startsWith(pattern[i], start));
            if (!same) {
                return false;
            }
            start = end + 1;
        }
        return start > path.length();
    }

    private static boolean wild(String pattern) {
        return pattern.indexOf('*') >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicFilter filter && patterns.equals(filter.patterns);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The patterns, separated by commas. */
    @Override
    public String toString() {
        return String.join(",", patterns);
    }

    /** The segments of each pattern, for the index of audiences. */
    public List<List<String>> segments() {
        return split.stream().map(Arrays::asList).toList();
    }
}
