package dev.crier.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pattern of a {@link TopicFilter}: literal segments, {@code *} for one segment, a last {@code **} for any number.
 *
 * <p>What two patterns have in common is a pattern again, or nothing, so filters can be intersected without ever leaving the
 * grammar. Immutable; safe to share.
 *
 * @param text as it is written
 * @param segments what stands between its slashes
 * @param wild whether it has a wildcard
 */
record TopicPattern(String text, List<String> segments, boolean wild) implements Comparable<TopicPattern> {

    private static final String ONE = "*";
    private static final String ANY = "**";

    /** The pattern of a text that was checked. */
    static TopicPattern of(String text) {
        return new TopicPattern(text, List.of(text.split("/")), text.indexOf('*') >= 0);
    }

    boolean matches(String path) {
        if (!wild) {
            return text.equals(path);
        }
        if (Segments.reserved(path) && !reserved()) {
            return false;
        }
        int start = 0;
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.equals(ANY)) {
                return true;
            }
            if (start > path.length()) {
                return false;
            }
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            boolean same = segment.equals(ONE) || (segment.length() == end - start && path.startsWith(segment, start));
            if (!same) {
                return false;
            }
            start = end + 1;
        }
        return start > path.length();
    }

    /** The pattern of all topics that match both; empty if no topic does. */
    Optional<TopicPattern> and(TopicPattern other) {
        if (equals(other)) {
            return Optional.of(this);
        }
        if (reserved() != other.reserved()) {
            return Optional.empty();
        }
        List<String> both = new ArrayList<>();
        for (int i = 0; i < segments.size() || i < other.segments.size(); i++) {
            if (any(i)) {
                both.addAll(other.from(i));
                break;
            }
            if (other.any(i)) {
                both.addAll(from(i));
                break;
            }
            if (i >= segments.size() || i >= other.segments.size()) {
                return Optional.empty();
            }
            String mine = segments.get(i);
            String its = other.segments.get(i);
            if (!mine.equals(its) && !mine.equals(ONE) && !its.equals(ONE)) {
                return Optional.empty();
            }
            both.add(mine.equals(ONE) ? its : mine);
        }
        TopicPattern common = of(String.join("/", both));
        return common.shortestMatch() > Topic.MAX_LENGTH ? Optional.empty() : Optional.of(common);
    }

    /** How long the shortest topic is that matches, in characters. */
    private int shortestMatch() {
        return text.endsWith("/" + ANY) ? text.length() - ANY.length() - 1 : text.length();
    }

    /** Whether every topic that matches the other matches this too. */
    boolean covers(TopicPattern other) {
        if (reserved() != other.reserved()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (any(i)) {
                return true;
            }
            if (i == other.segments.size() || other.any(i)) {
                return false;
            }
            String mine = segments.get(i);
            if (!mine.equals(ONE) && !mine.equals(other.segments.get(i))) {
                return false;
            }
        }
        return segments.size() == other.segments.size();
    }

    /** Whether it is for the hub's own topics, which no wildcard in the first place matches. */
    private boolean reserved() {
        return segments.get(0).equals("hub");
    }

    private boolean any(int index) {
        return index < segments.size() && segments.get(index).equals(ANY);
    }

    private List<String> from(int index) {
        return index < segments.size() ? segments.subList(index, segments.size()) : List.of();
    }

    @Override
    public int compareTo(TopicPattern other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
