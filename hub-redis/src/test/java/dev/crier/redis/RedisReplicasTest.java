package dev.crier.redis;

import static dev.crier.redis.Node.answer;
import static dev.crier.redis.Node.await;
import static dev.crier.redis.Node.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsRedis
@DisplayName("Where a replica must have each event before its publisher is answered,")
class RedisReplicasTest {

    private static final int MANY = 2_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<Node> nodes = new ArrayList<>();
    private Engine master;
    private Engine replica;
    /** From the replica to the master. */
    private CuttingProxy stream;

    @BeforeEach
    void startEngines() {
        master = Engine.start("--repl-diskless-sync-delay", "0", "--appendonly", "yes");
        stream = new CuttingProxy(vertx, master.port());
        replica = replicaOf(stream.port());
        assertThat(master.command("WAIT 1 20000")).isEqualTo(":1");
    }

    @AfterEach
    void stopAll() {
        master.letGo();
        replica.letGo();
        nodes.forEach(Node::close);
        stream.close();
        replica.close();
        master.close();
        await(vertx.close());
    }

    private static Engine replicaOf(int port) {
        return Engine.start("--replicaof", "127.0.0.1", String.valueOf(port), "--repl-diskless-sync-delay", "0");
    }

    private Node node(RedisLogOptions options) {
        Node node = Node.start(vertx, master, options);
        nodes.add(node);
        return node;
    }

    private Node node() {
        return node(Node.options().withReplicas(1));
    }

    private static List<LogRecord> history(Node node) {
        List<LogRecord> all = new ArrayList<>();
        long after = 0;
        for (boolean more = true; more; ) {
            long from = after;
            Page page = answer(() -> node.log().read(TopicFilter.ALL, from, Long.MAX_VALUE, 1_000, 1 << 20));
            all.addAll(page.records());
            after = page.through();
            more = page.more();
        }
        return all;
    }

    private static void assertUnanswered(Future<Appended> answer, Duration time) {
        try {
            Appended early =
                    answer.toCompletionStage().toCompletableFuture().get(time.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("answered without a replica: " + early);
        } catch (TimeoutException expected) {
            // As it should be.
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    @DisplayName("many are answered in order, once each")
    void keepsUp() {
        Node node = node();
        Node other = node();
        List<Future<Appended>> answers = node.send("e", 0, MANY);
        long before = 0;
        for (Future<Appended> answer : answers) {
            assertThat(await(answer).position()).isGreaterThan(before);
            before = answer.result().position();
        }
        other.untilHeard("e " + (MANY - 1));
        assertThat(other.heardData()).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("an event is heard, and isn't answered until the replica has it; meanwhile the log isn't ready")
    void waits() {
        Node node = node();
        node.append("before");
        replica.hold();
        Future<Appended> answer = node.send(EventDraft.of(Topic.of("a"), "held"));
        node.untilHeard("held");
        node.untilAvailable(false);
        assertThat(node.states())
                .anySatisfy(state -> assertThat(state.detail())
                        .isEqualTo("too few replicas of Redis keep up: 0, and each event must be on 1"));
        assertThat(answer.isComplete()).isFalse();
        replica.letGo();
        assertThat(await(answer).repeated()).isFalse();
        node.untilAvailable(true);
        assertThat(node.heardData()).containsExactly("before", "held");
    }

    @Test
    @DisplayName("a hub that was cut off after it had sent waits as well, though the engine then answers from memory")
    void waitsOnTheNextConnectionToo() {
        Node node = node();
        node.append("before");
        replica.hold();
        Future<Appended> answer = node.send(EventDraft.of(Topic.of("a"), "held"));
        node.untilHeard("held");
        node.path().cut();
        node.untilAvailable(false);
        node.path().heal();
        assertUnanswered(answer, Duration.ofSeconds(2));
        replica.letGo();
        await(answer);
        assertThat(node.heardData()).containsExactly("before", "held");
    }

    @Test
    @DisplayName("it fails as what may have been stored when that takes too long, and is found by its key later")
    void patience() {
        Node node = node(Node.options().withReplicas(1).withPatience(Duration.ofSeconds(2), 1 << 20));
        node.append("before");
        replica.hold();
        EventDraft draft = EventDraft.of(Topic.of("a"), "late").withIdempotency(new IdempotencyKey("", "k"));
        assertThat(failure(node.send(draft)))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(PublishException.Reason.UNAVAILABLE));
        node.untilAvailable(false);
        replica.letGo();
        node.untilAvailable(true);
        assertThat(await(node.send(draft)).repeated()).isTrue();
        assertThat(node.heardData()).containsExactly("before", "late");
    }

    @Test
    @DisplayName("without any replica the log isn't ready, and it is again when one has come, though nobody publishes")
    void comesBackInSilence() {
        Node node = node(Node.options().withReplicas(1).withPatience(Duration.ofSeconds(2), 1 << 20));
        node.append("before");
        replica.kill();
        failure(node.send(EventDraft.of(Topic.of("a"), "without")));
        node.untilAvailable(false);
        node.until("nothing waits any more", () -> node.log().counts().pending() == 0);
        replica.startAgain();
        node.untilAvailable(true);
        node.append("after");
        node.untilHeard("after");
        assertThat(node.heardData()).containsExactly("before", "without", "after");
    }

    @Test
    @DisplayName("a hub knows without an append that none could be answered")
    void knowsInSilence() {
        replica.kill();
        Node node = node();
        node.untilAvailable(false);
        replica.startAgain();
        node.untilAvailable(true);
        replica.kill();
        node.untilAvailable(false);
    }

    @Test
    @DisplayName("a master that refuses writes by then is no reason to answer what it hadn't passed on")
    void refusedWrites() {
        Node node = node(Node.options().withReplicas(1).withPatience(Duration.ofSeconds(60), 1 << 20));
        node.append("before");
        replica.hold();
        Future<Appended> answer = node.send(EventDraft.of(Topic.of("a"), "held"));
        node.untilHeard("held");
        master.command("CONFIG SET min-replicas-max-lag 1");
        master.command("CONFIG SET min-replicas-to-write 1");
        node.until(
                "the master refuses writes",
                () -> master.command("SET any thing").startsWith("-NOREPLICAS"));
        node.path().cut();
        node.untilAvailable(false);
        node.path().heal();
        assertUnanswered(answer, Duration.ofSeconds(3));
        replica.letGo();
        await(answer);
        assertThat(node.heardData()).containsExactly("before", "held");
    }

    @Test
    @DisplayName("a master that refuses to say it is told of, and keeps its connection")
    void refusedWait() {
        Node node = node(Node.options()
                .withReplicas(1)
                .withPatience(Duration.ofSeconds(2), 1 << 20)
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10)));
        node.append("before");
        master.command("ACL SETUSER default -wait");
        assertThat(failure(node.send(EventDraft.of(Topic.of("a"), "unsure"))))
                .hasMessageContaining("Redis refuses to say what replicas have: NOPERM");
        node.untilAvailable(false);
        assertThat(node.log().counts().reconnects()).isZero();
        master.command("ACL SETUSER default +wait");
        node.untilAvailable(true);
        node.append("after");
        node.untilHeard("after");
        assertThat(node.heardData()).containsExactly("before", "unsure", "after");
    }

    @Test
    @DisplayName("a failover loses nothing that was answered, and doubles nothing")
    void failover() {
        Node node = node(Node.options().withReplicas(1).withPatience(Duration.ofSeconds(60), 32 << 20));
        Node other = node();
        List<Future<Appended>> answers = new ArrayList<>(node.send("e", 0, MANY));
        await(answers.get(MANY - 1));
        stream.swallowAnswers();
        answers.addAll(node.send("e", MANY, 10));
        node.untilHeard("e " + (MANY + 9));
        node.untilAvailable(false); // so that the engine has said that no replica has them
        master.kill();
        List<Future<Appended>> answered =
                answers.stream().filter(Future::succeeded).toList();
        answers.addAll(node.send("e", MANY + 10, 10));
        assertThat(replica.command("REPLICAOF NO ONE")).isEqualTo("+OK");
        // It has no replica itself now.
        Engine next = replicaOf(replica.port());
        try (next) {
            nodes.forEach(each -> each.path().leadTo(replica.port()));
            answers.forEach(Node::await);
            other.untilHeard("e " + (MANY + 19));
            assertThat(answered).hasSize(MANY);
            List<LogRecord> kept = history(node);
            assertThat(kept.stream().map(record -> record.event().data()))
                    .doesNotHaveDuplicates()
                    .hasSize(MANY + 20);
            assertThat(kept.stream().map(LogRecord::position))
                    .as("what was answered before and after, and nothing else")
                    .containsExactlyElementsOf(answers.stream()
                            .map(answer -> answer.result().position())
                            .toList());
            nodes.forEach(Node::close);
            nodes.clear();
        }
    }
}
