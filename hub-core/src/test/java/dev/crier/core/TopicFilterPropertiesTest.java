package dev.crier.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Filters match what the words of a pattern say, and topics and patterns share one grammar. */
class TopicFilterPropertiesTest {

    // ---- matching

    /** The rule once more, as slow and plain as it is told: segment by segment, from the left. */
    static boolean matchesByTheBook(List<String> pattern, List<String> topic) {
        if (pattern.isEmpty()) {
            return topic.isEmpty();
        }
        if (pattern.equals(List.of("**"))) {
            return true;
        }
        if (topic.isEmpty()) {
            return false;
        }
        boolean first = pattern.get(0).equals("*") || pattern.get(0).equals(topic.get(0));
        return first && matchesByTheBook(pattern.subList(1, pattern.size()), topic.subList(1, topic.size()));
    }

    /** The same with what is the hub's own. */
    public static boolean matchesByTheBook(String pattern, String topic) {
        List<String> segments = List.of(pattern.split("/", -1));
        List<String> path = List.of(topic.split("/", -1));
        boolean hubs = path.get(0).equals("hub");
        return (!hubs || segments.get(0).equals("hub")) && matchesByTheBook(segments, path);
    }

    private static Arbitrary<String> path(String... segments) {
        return Arbitraries.of(segments).list().ofMinSize(1).ofMaxSize(5).map(path -> String.join("/", path));
    }

    @Provide
    Arbitrary<String> topics() {
        return path("a", "b", "ab", "hub", "hubs", "x");
    }

    @Provide
    Arbitrary<String> patterns() {
        return path("a", "b", "ab", "hub", "hubs", "*", "*", "**")
                .map(TopicFilterPropertiesTest::endedByTheFirstDoubleStar);
    }

    private static String endedByTheFirstDoubleStar(String path) {
        int stars = path.indexOf("**");
        return stars < 0 ? path : path.substring(0, stars + 2);
    }

    @Property(tries = 3_000)
    void a_pattern_matches_segment_by_segment(@ForAll("patterns") String pattern, @ForAll("topics") String topic) {
        assertThat(TopicFilter.of(pattern).matches(Topic.of(topic))).isEqualTo(matchesByTheBook(pattern, topic));
    }

    @Property(tries = 500)
    void a_filter_matches_what_any_of_its_patterns_matches(
            @ForAll("patterns") String one, @ForAll("patterns") String other, @ForAll("topics") String topic) {
        assertThat(TopicFilter.anyOf(List.of(one, other)).matches(Topic.of(topic)))
                .isEqualTo(matchesByTheBook(one, topic) || matchesByTheBook(other, topic));
    }

    @Property(tries = 500)
    void a_topic_is_matched_by_itself_and_by_all_that_stands_above_it(@ForAll("topics") String path) {
        Topic topic = Topic.of(path);
        assertThat(TopicFilter.of(path).matches(topic)).isTrue();
        assertThat(TopicFilter.exactly(topic).matches(topic)).isTrue();
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            assertThat(TopicFilter.of(path.substring(0, end) + "/**").matches(topic))
                    .isTrue();
        }
    }

    @Example
    void two_stars_match_any_number_of_segments_and_none() {
        TopicFilter below = TopicFilter.of("a/**");
        assertThat(below.matches(Topic.of("a"))).isTrue();
        assertThat(below.matches(Topic.of("a/b"))).isTrue();
        assertThat(below.matches(Topic.of("a/b/c/d"))).isTrue();
        assertThat(below.matches(Topic.of("ab"))).isFalse();
        assertThat(below.matches(Topic.of("b/a"))).isFalse();
        assertThat(TopicFilter.of("a/*/**").matches(Topic.of("a"))).isFalse();
        assertThat(TopicFilter.of("a/*/**").matches(Topic.of("a/b"))).isTrue();
    }

    @Example
    void what_is_the_hubs_own_is_matched_only_by_patterns_that_begin_with_it() {
        for (String own : List.of("hub", "hub/sources", "hub/sources/news")) {
            for (String others : List.of("**", "*", "*/**", "*/sources", "*/*", "*/sources/*", "hubs/**", "h/**")) {
                assertThat(TopicFilter.of(others).matches(Topic.of(own)))
                        .as(others + " and " + own)
                        .isFalse();
            }
            assertThat(TopicFilter.of("hub/**").matches(Topic.of(own))).isTrue();
            assertThat(TopicFilter.of(own).matches(Topic.of(own))).isTrue();
            assertThat(TopicFilter.ALL.matches(Topic.of(own))).isFalse();
        }
        assertThat(TopicFilter.of("hub/*").matches(Topic.of("hub/sources"))).isTrue();
        assertThat(TopicFilter.of("**").matches(Topic.of("hubs"))).isTrue();
        assertThat(TopicFilter.of("*/hub").matches(Topic.of("a/hub"))).isTrue();
        assertThat(TopicFilter.anyOf(List.of("**", "hub/x")).matches(Topic.of("hub/y")))
                .isFalse();
    }

    @Property(tries = 300)
    void the_order_and_repetition_of_patterns_mean_nothing(
            @ForAll("patterns") String one, @ForAll("patterns") String two) {
        TopicFilter filter = TopicFilter.anyOf(List.of(one, two));
        TopicFilter same = TopicFilter.anyOf(List.of(two, one, two));
        assertThat(same).isEqualTo(filter).hasSameHashCodeAs(filter);
        assertThat(same.patterns()).isEqualTo(filter.patterns()).isSorted().doesNotHaveDuplicates();
    }

    // ---- grammar

    private static boolean isSegment(String segment) {
        return segment.matches("[A-Za-z0-9._~:@-]+") && !segment.equals(".") && !segment.equals("..");
    }

    private static boolean isTopic(String path) {
        String[] segments = path.split("/", -1);
        return path.length() <= 255
                && segments.length <= 16
                && List.of(segments).stream().allMatch(s -> isSegment(s));
    }

    private static boolean isPattern(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        int last = segments.size() - 1;
        if (segments.get(last).equals("**")) {
            segments.set(last, "x");
        }
        segments.replaceAll(segment -> segment.equals("*") ? "x" : segment);
        return path.length() <= 255 && isTopic(String.join("/", segments));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> parts = Arbitraries.of(
                "a",
                "Z9",
                ".",
                "..",
                "...",
                "~",
                ":",
                "@",
                "-",
                "_",
                "*",
                "**",
                "***",
                "/",
                "/",
                "/",
                "",
                " ",
                "%",
                "\n",
                "\u00E9",
                "\uD83D\uDCE3",
                "?",
                "#",
                "x".repeat(100));
        Arbitrary<String> many = Arbitraries.integers().between(1, 20).map(n -> "a/".repeat(n) + "a");
        return Arbitraries.oneOf(parts.list().ofMaxSize(9).map(list -> String.join("", list)), many);
    }

    @Property(tries = 3_000)
    void a_topic_is_what_the_grammar_says_and_nothing_else(@ForAll("texts") String text) {
        if (isTopic(text)) {
            assertThat(Topic.of(text).path()).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> Topic.of(text)).isInstanceOf(InvalidTopicException.class);
        }
    }

    @Property(tries = 3_000)
    void a_pattern_is_a_topic_with_stars_for_whole_segments(@ForAll("texts") String text) {
        if (isPattern(text)) {
            assertThat(TopicFilter.of(text).patterns()).containsExactly(text);
            assertThat(TopicFilter.of(text).exact()).isEqualTo(isTopic(text));
        } else {
            assertThatThrownBy(() -> TopicFilter.of(text)).isInstanceOf(InvalidTopicException.class);
        }
    }

    @Property(tries = 1_000)
    void what_is_wrong_is_said_in_one_line_of_plain_ascii(@ForAll("texts") String text) {
        try {
            TopicFilter.of(text);
        } catch (InvalidTopicException wrong) {
            assertThat(wrong.getMessage()).matches("[ -~]+");
        }
    }

    @Example
    void a_path_with_dots_or_too_many_segments_forges_no_line_of_a_log() {
        for (String forged : List.of("./a\nforged", "a/".repeat(17) + "a\nforged")) {
            assertThatThrownBy(() -> Topic.of(forged)).message().matches("[ -~]+");
        }
    }
}
