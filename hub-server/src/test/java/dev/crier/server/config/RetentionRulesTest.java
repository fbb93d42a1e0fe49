package dev.crier.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.settings.Settings;
import dev.crier.server.config.HubConfig.TopicConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RetentionRulesTest {

    @Test
    void aTopicThatNoPatternMatchesHasTheDefaults() {
        assertThat(HubConfig.defaults().retention(Topic.of("a"))).isEqualTo(Retention.DEFAULT);
    }

    @Test
    void whatAPatternLeavesOutIsAsInTheTopicDefaults() {
        HubConfig config = config("""
                {"topic-defaults": {"retention": {"age": "2h"}},
                 "topics": {"news/**": {"retention": {"events": 7}}, "empty": null}}""");

        assertThat(config.retention(Topic.of("news/x"))).isEqualTo(new Retention(7, Duration.ofHours(2), 16L << 20));
        assertThat(config.retention(Topic.of("empty"))).isEqualTo(config.retention(Topic.of("other")));
    }

    @Test
    void theMostSpecificPatternWinsWhateverTheOrderOfThePatterns() {
        List<String> patterns = List.of("**", "news/**", "*/demo", "news/*", "news/demo", "news", "*/*/x", "news/*/x");

        assertThat(winner(patterns, "news/demo")).isEqualTo("news/demo");
        assertThat(winner(patterns, "news/other")).isEqualTo("news/*");
        assertThat(winner(patterns, "news")).isEqualTo("news");
        assertThat(winner(patterns, "news/a/b")).isEqualTo("news/**");
        assertThat(winner(patterns, "news/a/x")).isEqualTo("news/*/x");
        assertThat(winner(patterns, "olds/demo")).isEqualTo("*/demo");
        assertThat(winner(patterns, "olds/a/x")).isEqualTo("*/*/x");
        assertThat(winner(patterns, "olds")).isEqualTo("**");
    }

    @Property
    void theWinnerDoesNotDependOnTheOrderInTheFile(@ForAll("patterns") List<String> patterns) {
        List<String> distinct = patterns.stream().distinct().toList();
        List<String> sorted = distinct.stream().sorted().toList();
        for (String path : List.of("a", "b", "a/a", "a/b", "b/a", "a/b/a", "b/b/b", "a/a/a/a")) {
            assertThat(winner(distinct, path)).isEqualTo(winner(sorted, path));
        }
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        Arbitrary<String> inner =
                Arbitraries.of("a", "b", "*").list().ofMinSize(0).ofMaxSize(3).map(parts -> String.join("/", parts));
        Arbitrary<String> last = Arbitraries.of("a", "b", "*", "**");
        return Combinators.combine(inner, last)
                .as((start, end) -> start.isEmpty() ? end : start + "/" + end)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    /** The pattern whose number of events, one more than its place in the sorted list, the topic gets. */
    private static String winner(List<String> patterns, String topic) {
        List<String> numbered = patterns.stream().sorted().toList();
        Map<TopicFilter, TopicConfig> topics = new LinkedHashMap<>();
        for (String pattern : patterns) {
            Optional<Integer> events = Optional.of(numbered.indexOf(pattern) + 1);
            topics.put(
                    TopicFilter.of(pattern),
                    new TopicConfig(new RetentionConfig.Partial(events, Optional.empty(), Optional.empty())));
        }
        int events = new RetentionRules(Retention.DEFAULT, topics)
                .apply(Topic.of(topic))
                .events();
        return events > numbered.size() ? "none" : numbered.get(events - 1);
    }

    private static HubConfig config(String json) {
        try {
            return Settings.bind(new ObjectMapper().readTree(json), HubConfig.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
