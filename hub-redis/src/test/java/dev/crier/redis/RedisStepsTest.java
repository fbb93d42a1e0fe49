package dev.crier.redis;

import static dev.crier.redis.Node.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogUnavailableException;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsRedis
@DisplayName("A question about a long history lets Redis do something else in between,")
class RedisStepsTest {

    private static final int STEPS = 5;
    /** A script stops at a multiple of 256. */
    private static final int MANY = STEPS * (HistoryReader.STEP + 256);

    private static final TopicFilter RARE = TopicFilter.of("rare/*");

    private final Vertx vertx = Vertx.vertx();
    private final Engine engine = Engine.start();
    private final Node node = Node.start(
            vertx,
            engine,
            RedisLogOptions.of("redis://nowhere")
                    .withPatience(Duration.ofMinutes(1), 32 << 20)
                    .withRetention(topic -> new Retention(1, Duration.ofHours(1), 1 << 20), 1 << 30, 1_000_000));
    private long first;
    private long second;

    @BeforeEach
    void fill() {
        first = await(node.send(EventDraft.of(Topic.of("rare/a"), ""))).position();
        second = await(node.send(EventDraft.of(Topic.of("rare/b"), ""))).position();
        everyTopicOnce();
    }

    @AfterEach
    void close() {
        node.close();
        engine.close();
        await(vertx.close());
    }

    private void everyTopicOnce() {
        List<Future<Appended>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(node.send(EventDraft.of(Topic.of("noise/" + i), "")));
        }
        answers.forEach(Node::await);
    }

    /** The answer, which takes as many scripts as there are steps at least. */
    private <T> T inSteps(Supplier<Future<T>> question) {
        await(question.get()); // the engine knows the scripts now
        long before = engine.scripts();
        T answer = await(question.get());
        assertThat(engine.scripts() - before).isGreaterThanOrEqualTo(STEPS);
        return answer;
    }

    @Test
    @DisplayName("for the newest events of a rare topic")
    void cursor() {
        assertThat(inSteps(() -> node.log().cursorBefore(RARE, 1))).isEqualTo(first);
    }

    @Test
    @DisplayName("the more often the more there is to compare")
    void manyFilters() {
        TopicFilter many = TopicFilter.anyOf(
                IntStream.range(0, 64).mapToObj(i -> "other" + i + "/*").toList());
        await(node.log().cursorBefore(many, 1));
        long before = engine.scripts();
        assertThat(await(node.log().cursorBefore(many, 1))).isZero();
        assertThat(engine.scripts() - before).isGreaterThanOrEqualTo(10 * STEPS);
    }

    @Test
    @DisplayName("for the few topics that match")
    void topics() {
        assertThat(inSteps(() -> node.log().topics(RARE, "", 100)))
                .extracting(TopicSummary::head)
                .containsExactly(first, second);
    }

    @Test
    @DisplayName("and a page has nothing that was evicted between two steps")
    void evictedMeanwhile() {
        everyTopicOnce();
        for (int i = 0; i < 20; i++) {
            Topic oldest = await(firstTen()).records().get(0).event().topic();
            Future<Page> reading = firstTen();
            await(node.send(EventDraft.of(oldest, "")));
            Page page = await(reading);
            assertThat(page.records())
                    .allSatisfy(record -> assertThat(record.position())
                            .isGreaterThan(page.newestEvicted()
                                    .getOrDefault(record.event().topic(), 0L)));
        }
    }

    private Future<Page> firstTen() {
        return node.log().read(TopicFilter.ALL, 0, Long.MAX_VALUE, 10, 1 << 20);
    }

    @Test
    @DisplayName("and ends when nobody waits for it any more")
    void notForEver() {
        Node hasty = Node.start(vertx, engine, Node.options().withPatience(Duration.ofMillis(1), 1 << 20));
        try {
            await(node.log().cursorBefore(RARE, 1)); // the engine knows the script now
            long before = engine.scripts();
            assertThat(Node.failure(hasty.log().cursorBefore(RARE, 1)))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessage("the history in Redis wasn't read in time");
            assertThat(engine.scripts() - before).isLessThan(STEPS);
        } finally {
            hasty.close();
        }
    }

    @Test
    @DisplayName("for what was evicted of many topics")
    void evicted() {
        everyTopicOnce();
        Page page = inSteps(() -> node.log().read(TopicFilter.ALL, 0, second, 10, 1 << 20));
        assertThat(page.newestEvicted()).hasSize(MANY).doesNotContainKey(Topic.of("rare/a"));
        assertThat(page.records()).extracting(LogRecord::position).containsExactly(first, second);
    }
}
