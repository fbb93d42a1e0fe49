package dev.crier.server.config;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.server.config.HubConfig.TopicConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How much of each topic is kept: what the most specific pattern that matches it says, and what that leaves out as in the
 * topic defaults. Other patterns that match have no say.
 *
 * <p>Of two patterns, the first segment from the left in which they differ decides: a literal one is more specific than
 * {@code *}, which is more specific than {@code **}; so {@code news/*} beats {@code news/**}, and {@code news/**} beats
 * {@code *}{@code /demo}. No two patterns that match one topic are equally specific. Immutable; safe to share.
 */
public final class RetentionRules implements Function<Topic, Retention> {

    private record Rule(TopicFilter pattern, Retention retention) {}

    private final Retention defaults;
    private final List<Rule> mostSpecificFirst;

    RetentionRules(Retention defaults, Map<TopicFilter, TopicConfig> topics) {
        this.defaults = defaults;
        this.mostSpecificFirst = topics.entrySet().stream()
                .map(topic ->
                        new Rule(topic.getKey(), topic.getValue().retention().over(defaults)))
                .sorted(Comparator.comparing(rule -> rank(rule.pattern)))
                .toList();
    }

    @Override
    public Retention apply(Topic topic) {
        for (Rule rule : mostSpecificFirst) {
            if (rule.pattern.matches(topic)) {
                return rule.retention;
            }
        }
        return defaults;
    }

    /** A text that sorts before those of less specific patterns: 0 for a literal segment, 1 for {@code *}, 2 for {@code **}. */
    private static String rank(TopicFilter pattern) {
        StringBuilder rank = new StringBuilder();
        for (String segment : pattern.segments().get(0)) {
            rank.append(segment.equals("**") ? '2' : segment.equals("*") ? '1' : '0');
        }
        return rank.toString();
    }
}
