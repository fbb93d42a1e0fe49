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
 * topic defaults. Other patterns that match have no say. See {@link Specificity}. Immutable; safe to share.
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
                .sorted(Comparator.comparing(rule -> rule.pattern, Specificity.MOST_SPECIFIC_FIRST))
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
}
