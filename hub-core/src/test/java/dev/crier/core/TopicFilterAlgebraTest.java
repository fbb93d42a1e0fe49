package dev.crier.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is calculated of filters matches just what their words say. */
class TopicFilterAlgebraTest {

    private static Arbitrary<String> path(int most, String... segments) {
        return Arbitraries.of(segments).list().ofMinSize(1).ofMaxSize(most).map(path -> String.join("/", path));
    }

    @Provide
    Arbitrary<Topic> topics() {
        return path(4, "a", "b", "hub", "x").map(Topic::of);
    }

    @Provide
    Arbitrary<TopicFilter> filters() {
        return path(4, "a", "b", "hub", "*", "*", "**")
                .map(path -> path.contains("**") ? path.substring(0, path.indexOf("**") + 2) : path)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(TopicFilter::anyOf);
    }

    private static boolean matches(Optional<TopicFilter> filter, Topic topic) {
        return filter.filter(some -> some.matches(topic)).isPresent();
    }

    @Property(tries = 5_000)
    void an_intersection_matches_what_both_match(
            @ForAll("filters") TopicFilter one, @ForAll("filters") TopicFilter two, @ForAll("topics") Topic topic) {
        boolean both = one.matches(topic) && two.matches(topic);
        assertThat(matches(one.and(two), topic)).isEqualTo(both);
        assertThat(one.and(two)).isEqualTo(two.and(one));
        assertThat(one.and(two).filter(TopicFilter::hasExceptions)).isEmpty();
    }

    @Property(tries = 3_000)
    void a_union_matches_what_one_of_them_matches(
            @ForAll("filters") TopicFilter one, @ForAll("filters") TopicFilter two, @ForAll("topics") Topic topic) {
        assertThat(one.or(two).matches(topic)).isEqualTo(one.matches(topic) || two.matches(topic));
    }

    @Property(tries = 5_000)
    void an_exception_is_matched_no_more_through_whatever_follows(
            @ForAll("filters") TopicFilter all,
            @ForAll("filters") TopicFilter out,
            @ForAll("filters") TopicFilter again,
            @ForAll("filters") TopicFilter within,
            @ForAll("topics") Topic topic) {
        Optional<TopicFilter> rest = all.except(List.of(out));
        boolean left = all.matches(topic) && !out.matches(topic);
        assertThat(matches(rest, topic)).isEqualTo(left);
        assertThat(matches(rest.flatMap(within::and), topic)).isEqualTo(left && within.matches(topic));
        assertThat(matches(rest.map(again::or), topic)).isEqualTo(rest.isPresent() && (left || again.matches(topic)));
        assertThat(matches(rest.map(again::or).flatMap(within::and), topic))
                .isEqualTo(rest.isPresent() && (left || again.matches(topic)) && within.matches(topic));
        assertThat(matches(rest.flatMap(some -> some.except(List.of(again))), topic))
                .isEqualTo(left && !again.matches(topic));
    }

    @Property(tries = 2_000)
    void a_filter_without_wildcards_has_no_exceptions(
            @ForAll("filters") TopicFilter all, @ForAll("filters") TopicFilter out) {
        all.except(List.of(out)).filter(TopicFilter::exact).ifPresent(rest -> {
            assertThat(rest.hasExceptions()).isFalse();
            assertThat(rest.exactTopics()).allMatch(rest::matches);
        });
    }

    @Property(tries = 5_000)
    void a_pattern_covers_another_if_they_have_all_of_it_in_common(
            @ForAll("filters") TopicFilter one, @ForAll("filters") TopicFilter two) {
        TopicPattern first = TopicPattern.of(one.patterns().get(0));
        TopicPattern second = TopicPattern.of(two.patterns().get(0));
        assertThat(first.covers(second)).isEqualTo(first.and(second).equals(Optional.of(second)));
    }

    @Example
    void who_is_allowed_the_same_shares_one_filter() {
        TopicFilter asked = TopicFilter.of("a/**");
        assertThat(asked.and(TopicFilter.anyOf(List.of("a/*", "a/b", "c")))).contains(TopicFilter.of("a/*"));
        assertThat(asked.and(TopicFilter.of("**"))).contains(asked);
        assertThat(asked.except(List.of(TopicFilter.of("b/**")))).contains(asked);
        Optional<TopicFilter> rest = asked.except(List.of(TopicFilter.of("a/x"), TopicFilter.of("a/*")));
        assertThat(rest).isEqualTo(asked.except(List.of(TopicFilter.of("*/*"))));
        assertThat(rest.map(TopicFilter::toString)).contains("a/** except a/*");
        assertThat(rest.map(some -> some.or(asked))).contains(asked);
    }

    @Example
    void what_no_topic_can_be_is_nothing() {
        String half = "x".repeat(200);
        assertThat(TopicFilter.of(half + "/*").and(TopicFilter.of("*/" + half))).isEmpty();
        assertThat(TopicFilter.of(half + "/*/**").and(TopicFilter.of("*/" + half + "/**")))
                .isEmpty();
        assertThat(TopicFilter.of("**").and(TopicFilter.of("hub/**"))).isEmpty();
        assertThat(TopicFilter.of("a/**").except(List.of(TopicFilter.ALL))).isEmpty();
    }

    @Example
    void many_patterns_are_calculated_with_too() {
        TopicFilter many = TopicFilter.anyOf(
                Stream.iterate(1, n -> n + 1).limit(500).map(n -> "a/" + n).toList());
        Optional<TopicFilter> most =
                many.and(TopicFilter.of("a/**")).flatMap(some -> some.except(List.of(TopicFilter.of("a/7"))));
        assertThat(most.map(some -> some.patterns().size())).contains(499);
        assertThat(matches(most, Topic.of("a/7"))).isFalse();
        assertThat(matches(most, Topic.of("a/8"))).isTrue();
    }
}
