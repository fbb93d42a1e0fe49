package dev.crier.server.config;

import dev.crier.core.TopicFilter;
import java.util.Comparator;

/**
 * Which of two patterns of the configuration is more specific: the first segment from the left in which they differ decides,
 * and a literal one is more specific than {@code *}, which is more specific than {@code **}; so {@code news/*} beats
 * {@code news/**}, and {@code news/**} beats {@code *}{@code /demo}. No two patterns that match one topic are equally
 * specific. Stateless.
 */
public final class Specificity {

    /** Puts the most specific pattern first. */
    public static final Comparator<TopicFilter> MOST_SPECIFIC_FIRST = Comparator.comparing(Specificity::rank);

    private Specificity() {}

    /** A text that sorts before those of less specific patterns: 0 for a literal segment, 1 for {@code *}, 2 for {@code **}. */
    private static String rank(TopicFilter pattern) {
        StringBuilder rank = new StringBuilder();
        for (String segment : pattern.segments().get(0)) {
            rank.append(segment.equals("**") ? '2' : segment.equals("*") ? '1' : '0');
        }
        return rank.toString();
    }
}
