package dev.crier.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.AuthConfig.Access;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.HubConfig.TopicConfig;
import dev.crier.server.config.RetentionConfig;
import dev.crier.server.config.Specificity;
import dev.crier.server.http.ProblemException;
import dev.crier.server.metrics.AuthenticationFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Of what is asked for, exactly what the rules or the token permit is delivered. */
class AccessRulesTest {

    private static final RetentionConfig.Partial AS_USUAL =
            new RetentionConfig.Partial(Optional.empty(), Optional.empty(), Optional.empty());
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    private static HubConfig config(Access subscribe, Map<String, TopicConfig> topics) {
        AuthConfig auth = HubConfig.defaults().auth().withJwks("keys.json").withSubscribe(subscribe);
        Map<TopicFilter, TopicConfig> patterns = new HashMap<>();
        topics.forEach((pattern, topic) -> patterns.put(TopicFilter.of(pattern), topic));
        return HubConfig.defaults().withDev(true).withAuth(auth).withTopics(patterns);
    }

    private static AccessRules rules(HubConfig config) {
        return new AccessRules(config, reason -> {}, Clock.systemUTC());
    }

    private static TopicConfig reading(Access access) {
        return new TopicConfig(AS_USUAL, Optional.of(access), Optional.empty());
    }

    private static TopicConfig publishing(Access access) {
        return new TopicConfig(AS_USUAL, Optional.empty(), Optional.of(access));
    }

    private static Identity identity(String... subscribe) {
        return new Identity(
                "subject:\nbob",
                subscribe.length == 0 ? Optional.empty() : Optional.of(TopicFilter.anyOf(List.of(subscribe))),
                Optional.empty(),
                LATER,
                "key");
    }

    // ---- reading

    private static Arbitrary<String> path(String... segments) {
        return Arbitraries.of(segments).list().ofMinSize(1).ofMaxSize(3).map(path -> String.join("/", path));
    }

    @Provide
    Arbitrary<String> topics() {
        return path("a", "b", "hub");
    }

    @Provide
    Arbitrary<String> patterns() {
        return path("a", "b", "hub", "*", "**")
                .map(path -> path.contains("**") ? path.substring(0, path.indexOf("**") + 2) : path);
    }

    @Provide
    Arbitrary<HubConfig> configs() {
        Arbitrary<Map<String, TopicConfig>> topics = Arbitraries.maps(
                        patterns(), Arbitraries.of(Access.class).map(AccessRulesTest::reading))
                .ofMaxSize(5);
        return Combinators.combine(Arbitraries.of(Access.class), topics).as(AccessRulesTest::config);
    }

    @Provide
    Arbitrary<List<String>> several() {
        return patterns().list().ofMinSize(1).ofMaxSize(3);
    }

    /** The rule as it is told. */
    private static boolean permitted(HubConfig config, Identity identity, Topic topic) {
        Access access = config.topics().keySet().stream()
                .filter(pattern -> pattern.matches(topic))
                .min(Specificity.MOST_SPECIFIC_FIRST)
                .flatMap(pattern -> config.topics().get(pattern).subscribe())
                .orElse(config.auth().subscribe());
        return access == Access.OPEN
                || identity.subscribe().filter(filter -> filter.matches(topic)).isPresent();
    }

    @Property(tries = 2_000)
    void what_a_stream_gets_is_what_was_asked_for_and_is_permitted(
            @ForAll("configs") HubConfig config,
            @ForAll("several") List<String> asked,
            @ForAll("several") List<String> token,
            @ForAll boolean anonymous,
            @ForAll("topics") String path) {
        Identity identity = anonymous ? Identity.ANONYMOUS : identity(token.toArray(String[]::new));
        Topic topic = Topic.of(path);
        TopicFilter wanted = TopicFilter.anyOf(asked);
        boolean permitted = permitted(config, identity, topic);
        boolean namedWithout = wanted.exactTopics().stream().anyMatch(exact -> !permitted(config, identity, exact));
        assertThat(rules(config).mayRead(topic, identity)).isEqualTo(permitted);
        try {
            TopicFilter effective = rules(config).readable(wanted, identity);
            assertThat(effective.matches(topic)).isEqualTo(wanted.matches(topic) && permitted);
            assertThat(namedWithout).isFalse();
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isEqualTo(anonymous ? 401 : 403);
            assertThat(namedWithout || !(wanted.matches(topic) && permitted)).isTrue();
        }
    }

    @Example
    void on_a_hub_without_rules_everybody_shares_the_filter_that_they_asked_for() {
        TopicFilter asked = TopicFilter.anyOf(List.of("a/**", "a/b"));
        AccessRules open = rules(config(Access.OPEN, Map.of("news/**", reading(Access.OPEN))));
        assertThat(open.readable(asked, Identity.ANONYMOUS)).isSameAs(asked);
        AccessRules closed = rules(config(Access.TOKEN, Map.of()));
        assertThat(closed.readable(asked, identity("**"))).isEqualTo(TopicFilter.of("a/**"));
        assertThat(closed.readable(TopicFilter.ALL, identity("a", "b")))
                .isEqualTo(closed.readable(TopicFilter.ALL, identity("b", "a")));
    }

    @Example
    void a_pattern_that_says_nothing_of_it_opens_nothing() {
        AccessRules rules = rules(config(
                Access.OPEN, Map.of("private/**", reading(Access.TOKEN), "private/big", new TopicConfig(AS_USUAL))));
        assertThat(rules.mayRead(Topic.of("private/big"), Identity.ANONYMOUS)).isFalse();
        assertThat(rules.mayRead(Topic.of("public"), Identity.ANONYMOUS)).isTrue();
    }

    @Example
    void a_topic_by_name_is_refused_and_a_pattern_only_if_nothing_of_it_may_be_had() {
        AccessRules rules = rules(config(Access.OPEN, Map.of("private/**", reading(Access.TOKEN))));
        refused(401, () -> rules.readable(TopicFilter.of("private/x"), Identity.ANONYMOUS));
        refused(401, () -> rules.readable(TopicFilter.anyOf(List.of("a", "private/x")), Identity.ANONYMOUS));
        refused(401, () -> rules.readable(TopicFilter.of("private/*"), Identity.ANONYMOUS));
        refused(403, () -> rules.readable(TopicFilter.of("private/x"), identity("private/y")));
        refused(403, () -> rules.readable(TopicFilter.of("private/*"), identity()));
        assertThat(rules.readable(TopicFilter.ALL, Identity.ANONYMOUS).hasExceptions())
                .isTrue();
        assertThat(rules.readable(TopicFilter.of("*/x"), identity("private/x")).matches(Topic.of("private/x")))
                .isTrue();
    }

    private static String[] patterns(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(n -> prefix + n + "/*").toArray(String[]::new);
    }

    @Example
    void a_multitude_of_patterns_is_refused_where_a_multitude_is_permitted() {
        AccessRules rules = rules(config(Access.TOKEN, Map.of()));
        TopicFilter many = TopicFilter.anyOf(List.of(patterns("a", 256)));
        refused(400, () -> rules.readable(many, identity(patterns("a", 256))));
        assertThat(rules.readable(many, identity("**"))).isEqualTo(many);
        assertThat(rules.readable(TopicFilter.ALL, identity(patterns("a", 256))))
                .isEqualTo(many);
    }

    @Example
    void as_many_topics_as_may_be_asked_for_by_name_may_be_read_of_as_many_that_are_permitted() {
        AccessRules rules = rules(config(Access.OPEN, Map.of("a/**", reading(Access.TOKEN))));
        String[] names = IntStream.range(0, 256).mapToObj(n -> "a/" + n).toArray(String[]::new);
        assertThat(rules.readable(TopicFilter.anyOf(List.of(names)), identity(names)))
                .isEqualTo(TopicFilter.anyOf(List.of(names)));
        refused(401, () -> rules.readable(TopicFilter.anyOf(List.of(names)), Identity.ANONYMOUS));
    }

    @Example
    void a_thousand_rules_cost_a_reader_nothing_to_speak_of() {
        Map<String, TopicConfig> topics = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            topics.put("private/" + i + "/**", reading(Access.TOKEN));
        }
        AccessRules rules = rules(config(Access.OPEN, topics));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 1_000; i++) {
                TopicFilter readable = rules.readable(TopicFilter.ALL, identity("private/7/**", "x" + i));
                assertThat(readable.matches(Topic.of("private/7/a"))).isTrue();
                assertThat(readable.matches(Topic.of("private/8/a"))).isFalse();
            }
        });
    }

    // ---- publishing

    @Example
    void publishing_is_decided_topic_by_topic() {
        AccessRules rules = rules(config(Access.OPEN, Map.of("locked/**", publishing(Access.TOKEN))));
        Identity publisher = new Identity("p", Optional.empty(), Optional.of(TopicFilter.of("locked/a")), LATER, "key");
        rules.requirePublisher(Identity.ANONYMOUS);
        rules.requirePublisher(Identity.ANONYMOUS, Topic.of("free"));
        rules.requirePublisher(publisher, Topic.of("free"));
        rules.requirePublisher(publisher, Topic.of("locked/a"));
        refused(401, () -> {
            rules.requirePublisher(Identity.ANONYMOUS, Topic.of("locked/a"));
            return TopicFilter.ALL;
        });
        refused(403, () -> {
            rules.requirePublisher(publisher, Topic.of("locked/b"));
            return TopicFilter.ALL;
        });
    }

    @Example
    void a_token_that_expires_in_the_middle_of_a_batch_permits_no_more_of_it() {
        AccessRules rules = rules(config(Access.OPEN, Map.of()).withDev(false));
        Identity gone = new Identity("p", Optional.empty(), Optional.of(TopicFilter.ALL), Instant.now(), "key");
        refused(401, () -> {
            rules.requirePublisher(gone, Topic.of("a"));
            return TopicFilter.ALL;
        });
    }

    @Example
    void who_is_refused_is_counted() {
        List<AuthenticationFailure> counted = new ArrayList<>();
        AccessRules rules = new AccessRules(config(Access.TOKEN, Map.of()), counted::add, Clock.systemUTC());
        refused(401, () -> rules.readable(TopicFilter.ALL, Identity.ANONYMOUS));
        refused(403, () -> rules.readable(TopicFilter.ALL, identity()));
        assertThat(counted).containsExactly(AuthenticationFailure.MISSING, AuthenticationFailure.SCOPE);
    }

    private static void refused(int status, java.util.concurrent.Callable<TopicFilter> work) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().status()).isEqualTo(status));
    }
}
