package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The index finds exactly the audiences that a walk over all of them would find. */
class AudienceIndexPropertiesTest {

    private static Arbitrary<String> path(String... segments) {
        return Arbitraries.of(segments).list().ofMinSize(1).ofMaxSize(4).map(path -> String.join("/", path));
    }

    @Provide
    Arbitrary<List<TopicFilter>> filters() {
        Arbitrary<String> pattern = path("a", "b", "hub", "*", "*", "**").map(path -> {
            int stars = path.indexOf("**");
            return stars < 0 ? path : path.substring(0, stars + 2);
        });
        return pattern.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(TopicFilter::anyOf)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> topics() {
        return path("a", "b", "c", "hub").list().ofMinSize(1).ofMaxSize(8);
    }

    /** By the rule as it is told, without any code of the filter or the index. */
    private static boolean matches(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty() || topic.isEmpty()) {
            return pattern.equals(List.of("**")) || (pattern.isEmpty() && topic.isEmpty());
        }
        String first = pattern.get(0);
        return first.equals("**")
                || ((first.equals("*") || first.equals(topic.get(0)))
                        && matches(pattern.subList(1, pattern.size()), topic.subList(1, topic.size())));
    }

    private static boolean matches(TopicFilter filter, String topic) {
        List<String> path = List.of(topic.split("/", -1));
        return filter.patterns().stream()
                .map(pattern -> List.of(pattern.split("/", -1)))
                .filter(pattern -> !path.get(0).equals("hub") || pattern.get(0).equals("hub"))
                .anyMatch(pattern -> matches(pattern, path));
    }

    private static void finds(AudienceIndex index, Set<Audience> present, List<String> topics) {
        for (String topic : topics) {
            Set<Audience> expected = new HashSet<>(present);
            expected.removeIf(audience -> !matches(audience.filter(), topic));
            Set<Audience> found = new HashSet<>();
            index.match(Topic.of(topic), found::add);
            assertThat(found).as("audiences of %s", topic).isEqualTo(expected);
        }
    }

    @Property(tries = 1_000)
    void it_finds_exactly_the_audiences_that_match_while_they_come_and_go(
            @ForAll("filters") List<TopicFilter> filters, @ForAll("topics") List<String> topics, @ForAll long seed) {
        AudienceIndex index = new AudienceIndex();
        Set<Audience> present = new HashSet<>();
        List<Audience> audiences = new ArrayList<>();
        for (TopicFilter filter : filters) {
            Audience audience = new Audience(new Audience.Key(filter, WireFormat.SSE, ContentCoding.IDENTITY), 0, 0);
            audiences.add(audience);
            index.add(audience);
            present.add(audience);
        }
        finds(index, present, topics);
        Collections.shuffle(audiences, new Random(seed));
        for (Audience audience : audiences) {
            index.remove(audience);
            present.remove(audience);
            finds(index, present, topics);
        }
    }
}
