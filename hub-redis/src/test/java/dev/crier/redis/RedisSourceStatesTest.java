package dev.crier.redis;

import static dev.crier.redis.Node.await;
import static dev.crier.redis.Node.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Fence;
import dev.crier.core.PublishException;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsRedis
@DisplayName("The state of a source in Redis")
class RedisSourceStatesTest {

    private final Vertx vertx = Vertx.vertx();
    private final Engine engine = Engine.start();
    private final Node one = Node.start(vertx, engine, Node.options());
    private final Node other = Node.start(vertx, engine, Node.options());

    @AfterEach
    void stopAll() {
        one.close();
        other.close();
        engine.close();
        await(vertx.close());
    }

    private static Optional<String> value(Node node, String key) {
        return await(node.log().sourceStates().of("feed").get(key));
    }

    @Test
    @DisplayName("is the same on every hub, and each source has its own")
    void shared() {
        await(one.log().sourceStates().of("feed").put(Map.of("etag", "\u00FC\0\n", "cursor", "7")));
        assertThat(value(other, "etag")).contains("\u00FC\0\n");
        await(other.log().sourceStates().of("feed").put("etag", ""));
        assertThat(value(one, "etag")).isEmpty();
        assertThat(value(one, "cursor")).contains("7");
        assertThat(await(one.log().sourceStates().of("another").get("cursor"))).isEmpty();
    }

    @Test
    @DisplayName("is what was put last, in the order of the calls")
    void inOrder() {
        SourceState state = one.log().sourceStates().of("feed");
        List<Future<Void>> puts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            puts.add(state.put("cursor", "" + i));
        }
        assertThat(await(state.get("cursor"))).contains("99");
        puts.forEach(Node::await);
    }

    @Test
    @DisplayName("takes all of a change or nothing, and no more than its bound")
    void bounded() {
        SourceState state = one.log().sourceStates().of("feed");
        await(state.put("cursor", "1"));
        assertThat(failure(state.put(Map.of("cursor", "2", "data", "x".repeat(1 << 20)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep cursors and not data");
        assertThat(value(one, "cursor")).contains("1");
    }

    @Test
    @DisplayName("can't be changed any more by a hub that was succeeded")
    void fenced() {
        Lease first =
                await(one.log().tryLease("source/feed", Duration.ofMinutes(1))).orElseThrow();
        SourceState late = one.log().sourceStates().of("feed", new Fence("source/feed", first.token()));
        await(late.put("cursor", "in time"));
        await(first.release());
        Lease second = await(other.log().tryLease("source/feed", Duration.ofMinutes(1)))
                .orElseThrow();
        await(other.log()
                .sourceStates()
                .of("feed", new Fence("source/feed", second.token()))
                .put("cursor", "newer"));
        assertThat(failure(late.put("cursor", "late")))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(PublishException.Reason.FENCED));
        assertThat(value(one, "cursor")).contains("newer");
    }
}
