package dev.crier.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands where a topic, a pattern or an id should: it is one, to the letter, or is refused in printable words. */
class GrammarFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "stocks/ACME\nstocks/*",
                        "a\na/**",
                        "hub/sources/x\n**",
                        "hubs\nhub*",
                        "a/../b\n*/**/c",
                        "A.b_c~d:e@f-g\nA.b_c~d:e@f-g",
                        "a//b\n//",
                        "a/x/b\na/**/b",
                        "a\n*/**",
                        "k3v9q2xw01-42\nk3v9q2xw01-042",
                        "a-9223372036854775808\n-1",
                        "a/".repeat(16) + "b\n" + "*/".repeat(15) + "**",
                        "x".repeat(256) + "\n\u0000\u202e\ufeff\ud83d\ude00")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void a_text_is_what_the_grammar_says_or_is_refused_in_words(byte[] bytes) {
        String[] lines = new String(bytes, UTF_8).split("\n", 2);
        String other = lines.length > 1 ? lines[1] : "";
        Optional<Topic> topic = topic(lines[0]);
        Optional<TopicFilter> filter = filter(other);

        topic.ifPresent(GrammarFuzzTest::matchesItselfAndNothingOfTheHubs);
        if (topic.isPresent() && filter.isPresent()) {
            assertThat(filter.get().matches(topic.get()))
                    .isEqualTo(TopicFilterPropertiesTest.matchesByTheBook(other, lines[0]));
        }
        for (String text : List.of(lines[0], other)) {
            EventId.parse(text).ifPresent(id -> assertThat(id).hasToString(text));
        }
    }

    private static void matchesItselfAndNothingOfTheHubs(Topic topic) {
        TopicFilter same = TopicFilter.of(topic.path());
        assertThat(same.exact()).isTrue();
        assertThat(same.exactTopics()).containsExactly(topic);
        assertThat(same.matches(topic)).isTrue();
        assertThat(TopicFilter.ALL.matches(topic)).isEqualTo(!topic.reserved());
        assertThat(topic.path()).matches("[A-Za-z0-9._~:@/-]{1,255}").doesNotContain("//");
    }

    private static Optional<Topic> topic(String text) {
        try {
            Topic topic = Topic.of(text);
            assertThat(topic.path()).isEqualTo(text);
            return Optional.of(topic);
        } catch (InvalidTopicException refused) {
            assertThat(refused).message().matches("[ -~]+");
            return Optional.empty();
        }
    }

    private static Optional<TopicFilter> filter(String text) {
        try {
            TopicFilter filter = TopicFilter.of(text);
            assertThat(filter.patterns()).containsExactly(text);
            return Optional.of(filter);
        } catch (InvalidTopicException refused) {
            assertThat(refused).message().matches("[ -~]+");
            return Optional.empty();
        }
    }
}
