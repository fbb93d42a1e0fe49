package dev.crier.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    enum Policy {
        DROP_OLDEST,
        BLOCK
    }

    record Feed(
            Topic topic,
            @Default("500ms") Duration every,
            @Default("1MiB") ByteSize maxBytes,
            @Default("drop-oldest") Policy whenFull,
            @Default({"ACME", "DUKE"}) List<String> symbols,
            @Default("10") int initial,
            Optional<URI> url,
            Retry retry) {
        Feed {
            if (every.isZero()) {
                throw new IllegalArgumentException("every must be positive, such as 500ms");
            }
            if (initial < 0) {
                throw new IllegalArgumentException("initial: expected 0 or more, not " + initial);
            }
            if (initial > 100 && url.isEmpty()) {
                throw new IllegalArgumentException("a feed without url has at most 100 items");
            }
        }
    }

    record Retry(@Default("3") int times, @Default("1s") Duration pause) {}

    record Scalars(
            String text, long whole, double real, boolean yes, TopicFilter filter, Path path, Set<Topic> topics) {}

    record Mapped(Map<TopicFilter, Retry> topics, Map<String, List<Integer>> numbers) {}

    record Open(String type, @Remaining ObjectNode others) {}

    record Celsius(double degrees) {}

    static final class Colour {
        final String name;

        private Colour(String name) {
            this.name = name;
        }

        @JsonCreator
        static Colour of(String name) {
            if (!name.equals("red")) {
                throw new IllegalArgumentException("the only colour is red, not " + name);
            }
            return new Colour(name);
        }
    }

    record Foreign(Colour colour, Instant since) {}

    record Broken(@Default("soon") Duration every) {}

    record Buggy(@Default("1") int count) {
        Buggy {
            throw new ArithmeticException("oops " + count);
        }
    }

    @Test
    void keysAreComponentsInKebabCaseAndWhatIsLeftOutHasItsDefault() {
        Feed feed = Settings.bind(json("{'topic': 'news/a', 'max-bytes': '64KiB'}"), Feed.class);

        assertThat(feed)
                .isEqualTo(new Feed(
                        Topic.of("news/a"),
                        Duration.ofMillis(500),
                        ByteSize.ofKibibytes(64),
                        Policy.DROP_OLDEST,
                        List.of("ACME", "DUKE"),
                        10,
                        Optional.empty(),
                        new Retry(3, Duration.ofSeconds(1))));
    }

    @Test
    void anEmptyValueCountsAsLeftOut() {
        Feed feed = Settings.bind(json("{'topic': 't', 'every': null, 'retry': null, 'url': null}"), Feed.class);

        assertThat(feed.every()).isEqualTo(Duration.ofMillis(500));
        assertThat(feed.retry()).isEqualTo(new Retry(3, Duration.ofSeconds(1)));
        assertThat(feed.url()).isEmpty();
    }

    @Test
    void everyScalarIsReadFromItsJsonFormAndFromText() {
        Scalars expected = new Scalars(
                "7", 8, 1.5, true, TopicFilter.of("a/*"), Path.of("b/c"), Set.of(Topic.of("x"), Topic.of("y")));

        assertThat(Settings.bind(
                        json("{'text': 7, 'whole': 8, 'real': 1.5, 'yes': true, 'filter': 'a/*', 'path': 'b/c',"
                                + " 'topics': ['x', 'y']}"),
                        Scalars.class))
                .isEqualTo(expected);
        assertThat(Settings.bind(
                        json("{'text': '7', 'whole': '8', 'real': '1.5', 'yes': 'true', 'filter': 'a/*',"
                                + " 'path': 'b/c', 'topics': ['x', 'y']}"),
                        Scalars.class))
                .isEqualTo(expected);
    }

    @Test
    void mapsMayHavePatternsAsKeys() {
        Mapped mapped = Settings.bind(
                json("{'topics': {'news/**': {'times': 9}, '*': null}, 'numbers': {'a': [1, 2]}}"), Mapped.class);

        assertThat(mapped.topics())
                .containsExactly(
                        Map.entry(TopicFilter.of("news/**"), new Retry(9, Duration.ofSeconds(1))),
                        Map.entry(TopicFilter.of("*"), new Retry(3, Duration.ofSeconds(1))));
        assertThat(mapped.numbers()).containsExactly(Map.entry("a", List.of(1, 2)));
    }

    @Test
    void aRemainingComponentTakesTheKeysThatNoOtherHas() {
        Open open = Settings.bind(json("{'type': 'rss', 'url': 'x', 'every': '1s'}"), Open.class);

        assertThat(open).isEqualTo(new Open("rss", (ObjectNode) json("{'url': 'x', 'every': '1s'}")));
    }

    @Test
    void typesThatTheBindingDoesNotKnowAreReadByJackson() {
        Foreign foreign = Settings.bind(json("{'colour': 'red', 'since': '2026-01-02T03:04:05Z'}"), Foreign.class);

        assertThat(foreign.colour().name).isEqualTo("red");
        assertThat(foreign.since()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(problems("{'colour': 'blue', 'since': '2026-01-02T03:04:05Z'}", Foreign.class))
                .containsExactly("colour: the only colour is red, not blue");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestOneAndAllThatAreKnown() {
        assertThat(problems("{'topic': 't', 'evry': '1s'}", Feed.class))
                .containsExactly(
                        "evry: unknown key; did you mean 'every'? Known here: topic, every, max-bytes, when-full,"
                                + " symbols, initial, url, retry");
        assertThat(problems("{'topic': 't', 'retry': {'pauze': '1s'}}", Feed.class))
                .containsExactly("retry.pauze: unknown key; did you mean 'pause'? Known here: times, pause");
        assertThat(problems("{'topic': 't', 'retry': {'xyz': '1s'}}", Feed.class))
                .containsExactly("retry.xyz: unknown key; known here: times, pause");
        assertThat(problems("{'topic': 't', 'times': 3}", Feed.class))
                .containsExactly("times: unknown key; did you mean 'retry.times'? Known here: topic, every, max-bytes,"
                        + " when-full, symbols, initial, url, retry");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThat(problems(
                        "{'every': '5', 'when-full': 'blok', 'retry': {'times': 'many'}, 'symbols': 'A'}", Feed.class))
                .containsExactly(
                        "topic: is missing; expected a topic such as stocks/ACME",
                        "every: the duration 5 has no unit; did you mean 5s or 5ms?",
                        "when-full: 'blok' is not one of drop-oldest, block; did you mean block?",
                        "symbols: expected a list such as [a, b], found 'A'",
                        "retry.times: 'many' is no whole number");
    }

    @Test
    void theMessageOfTheRecordsConstructorComesThroughAtTheKeyItBeginsWith() {
        assertThat(problems("{'topic': 't', 'every': '0s'}", Feed.class))
                .containsExactly("every: must be positive, such as 500ms");
        assertThat(problems("{'topic': 't', 'initial': 200}", Feed.class))
                .containsExactly("a feed without url has at most 100 items");
        assertThat(problems("{}", Buggy.class))
                .containsExactly("refused by " + Buggy.class.getName() + ": java.lang.ArithmeticException: oops 1");
    }

    @Test
    void aMessageMayAlsoBeginWithTheKeyAndAColon() {
        assertThatThrownBy(() -> Settings.bind(json("{'topic': 't', 'initial': -1}"), Feed.class))
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        refused -> assertThat(refused.problems())
                                .containsExactly(new SettingsException.Problem(
                                        List.of("initial"), "expected 0 or more, not -1")));
    }

    @Test
    void theConstructorJudgesTheOtherKeysEvenIfOneIsWrong() {
        assertThat(problems("{'topic': 't', 'every': '0s', 'initial': 'x', 'nonsense': 1}", Feed.class))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("nonsense", "initial", "every");
    }

    @Test
    void valuesOfTheWrongShapeAreNamed() {
        assertThat(problems("[]", Retry.class)).containsExactly("expected the keys times, pause; found a list");
        assertThat(problems("{'times': {'a': 1}}", Retry.class))
                .containsExactly("times: expected a whole number, found an object with keys");
        assertThat(problems("{'times': 99999999999}", Retry.class))
                .containsExactly("times: '99999999999' is out of range; expected -2147483648 to 2147483647");
        assertThat(problems("{'topics': {'a//b': {}}, 'numbers': {'x': [1, 'two']}}", Mapped.class))
                .containsExactly(
                        "topics.'a//b': the pattern 'a//b' has an empty segment; write it without a leading, trailing or"
                                + " double '/'",
                        "numbers.x.1: 'two' is no whole number");
    }

    @Test
    void aRecordWithAnImpossibleDefaultIsTheProgrammersError() {
        assertThatThrownBy(() -> Settings.defaults(Broken.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'soon' is no duration");
    }

    @Test
    void keysTellWhatARecordTakes() {
        assertThat(Settings.keys(Feed.class))
                .extracting(Settings.Key::name)
                .containsExactly("topic", "every", "max-bytes", "when-full", "symbols", "initial", "url", "retry");
        assertThat(Settings.keys(Feed.class))
                .extracting(Settings.Key::required)
                .containsExactly(true, false, false, false, false, false, false, false);
    }

    private static List<String> problems(String json, Class<? extends Record> type) {
        SettingsException refused =
                catchThrowableOfType(SettingsException.class, () -> Settings.bind(json(json), type));
        assertThat(refused).as("what the binding of %s throws", json).isNotNull();
        return refused.problems().stream()
                .map(SettingsException.Problem::toString)
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void oneValueIsReplacedAndValidatedAndTheOthersStay() {
        Retry retry = new Retry(3, Duration.ofSeconds(1));

        assertThat(Settings.with(retry, "times", 5)).isEqualTo(new Retry(5, Duration.ofSeconds(1)));
        assertThat(Settings.with(retry, "pause", Duration.ZERO)).isEqualTo(new Retry(3, Duration.ZERO));
        assertThatThrownBy(() -> Settings.with(retry, "pauses", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Retry has no key 'pauses'");
        Feed feed = Settings.bind(json("{'topic': 'a'}"), Feed.class);
        assertThat(Settings.with(feed, "max-bytes", ByteSize.ofMebibytes(2)).maxBytes())
                .isEqualTo(ByteSize.ofMebibytes(2));
        assertThatThrownBy(() -> Settings.with(feed, "every", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("every must be positive, such as 500ms");
    }
}
