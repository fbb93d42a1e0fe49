package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The subscriptions of each topic are counted as if every filter was compared with it. */
class InterestPropertiesTest {

    private static Arbitrary<String> path(String... segments) {
        return Arbitraries.of(segments).list().ofMinSize(1).ofMaxSize(3).map(path -> String.join("/", path));
    }

    @Provide
    Arbitrary<List<TopicFilter>> filters() {
        return path("a", "b", "a-b", "hub", "*", "**")
                .map(path -> path.contains("**") ? path.substring(0, path.indexOf("**") + 2) : path)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(TopicFilter::anyOf)
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<Set<Topic>> topics() {
        return path("a", "b", "a-b", "a0", "hub").map(Topic::of).set().ofMaxSize(8);
    }

    @Property(tries = 3_000)
    void each_topic_has_the_subscriptions_that_match_it(
            @ForAll("filters") List<TopicFilter> filters, @ForAll("topics") Set<Topic> topics) {
        Interest interest = new Interest();
        filters.forEach(interest::add);
        Map<Topic, Long> found = interest.of(topics);
        assertThat(found.keySet()).isEqualTo(topics);
        for (Topic topic : topics) {
            assertThat(found)
                    .containsEntry(
                            topic,
                            filters.stream()
                                    .filter(filter -> filter.matches(topic))
                                    .count());
        }
        new HashSet<>(filters).forEach(interest::remove);
        assertThat(interest.total()).isEqualTo(filters.size() - new HashSet<>(filters).size());
    }
}
