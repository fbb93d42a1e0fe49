package dev.crier.redis;

import static dev.crier.redis.Node.answer;
import static dev.crier.redis.Node.await;
import static dev.crier.redis.Node.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogUnavailableException;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsRedis
@DisplayName("When the way to Redis is cut, or Redis is,")
class RedisOutageTest {

    private static final int MANY = 400;

    private final Vertx vertx = Vertx.vertx();
    private final List<Node> nodes = new ArrayList<>();
    private Engine engine;

    @BeforeEach
    void startEngine() {
        engine = Engine.start("--appendonly", "yes", "--appendfsync", "always");
    }

    @AfterEach
    void stopAll() {
        engine.letGo();
        nodes.forEach(Node::close);
        engine.close();
        await(vertx.close());
    }

    private Node node() {
        return node(Node.options());
    }

    private Node node(RedisLogOptions options) {
        Node node = Node.start(vertx, engine, options);
        nodes.add(node);
        return node;
    }

    private static List<String> expected(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + " " + i).toList();
    }

    /** All were answered, in order, and heard once, in the order in which they were sent. */
    private static void assertOnceInOrder(List<Future<Appended>> answers, Node... hearers) {
        long before = 0;
        for (Future<Appended> answer : answers) {
            long position = await(answer).position();
            assertThat(position).isGreaterThan(before);
            before = position;
        }
        for (Node hearer : hearers) {
            hearer.untilHeard("e " + (answers.size() - 1));
            assertThat(hearer.heardData()).isEqualTo(expected("e", answers.size()));
            assertThat(hearer.lineages()).as("no other history").hasSize(1);
        }
    }

    @Test
    @DisplayName("appends in flight are stored once, in their order")
    void cut() {
        Node node = node();
        Node other = node();
        List<Future<Appended>> answers = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            List<Future<Appended>> sent = node.send("e", round * MANY, MANY);
            answers.addAll(sent);
            await(sent.get(round * MANY / 10));
            node.path().cut();
            node.path().heal();
        }
        assertOnceInOrder(answers, node, other);
    }

    @Test
    @DisplayName("answers that are lost are found again")
    void lostAnswers() {
        Node node = node();
        Node other = node();
        List<Future<Appended>> answers = new ArrayList<>(node.send("e", 0, 1)); // so that the engine knows the script
        await(answers.get(0));
        node.path().swallowAnswers();
        answers.addAll(node.send("e", 1, MANY - 1));
        other.untilHeard("e " + (MANY - 1));
        assertThat(answers.subList(1, MANY)).noneMatch(Future::isComplete);
        node.path().heal();
        assertOnceInOrder(answers, node, other);
    }

    @Test
    @DisplayName("a path that is dead without a word is left, and says so meanwhile")
    void deadPath() {
        Node node = node();
        node.append("before");
        node.path().swallowRequests();
        node.untilAvailable(false);
        Future<Appended> meanwhile = node.send(EventDraft.of(Topic.of("a"), "meanwhile"));
        node.path().heal();
        await(meanwhile);
        node.untilAvailable(true);
        node.untilHeard("meanwhile");
        assertThat(node.heardData()).containsExactly("before", "meanwhile");
    }

    @Test
    @DisplayName("an engine that was held, and then does what two connections ask for, stores all once and in order")
    void held() {
        Node node = node();
        node.append("e 0");
        engine.hold();
        List<Future<Appended>> answers = node.send("e", 1, MANY - 1);
        node.untilAvailable(false);
        engine.letGo();
        long before = 0;
        for (Future<Appended> answer : answers) {
            assertThat(await(answer).position()).isGreaterThan(before);
            before = answer.result().position();
        }
        node.untilHeard("e " + (MANY - 1));
        assertThat(node.heardData()).isEqualTo(expected("e", MANY));
    }

    @Test
    @DisplayName("a killed engine that comes back with its file has the same history, and nothing is lost or doubled")
    void killed() {
        Node node = node();
        Node other = node();
        List<Future<Appended>> answers = new ArrayList<>(node.send("e", 0, MANY));
        await(answers.get(MANY / 2));
        engine.kill();
        answers.addAll(node.send("e", MANY, MANY));
        node.untilAvailable(false);
        engine.startAgain();
        assertOnceInOrder(answers, node, other);
        node.untilAvailable(true);
        other.untilAvailable(true);
    }

    @Test
    @DisplayName("an engine that forgets its scripts is told them again, and no append overtakes another")
    void forgottenScripts() {
        Node node = node();
        Node other = node(); // whose script may come while the first one's appends are on their way
        List<Future<Appended>> answers = new ArrayList<>();
        List<Future<Appended>> others = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            engine.command("SCRIPT FLUSH");
            answers.addAll(node.send("e", round * 100, 100));
            others.addAll(other.send("f", round * 100, 100));
            await(answers.get(round * 100 + 10));
        }
        answers.forEach(Node::await);
        others.forEach(Node::await);
        node.untilHeard("e 1999");
        node.untilHeard("f 1999");
        List<String> heard = node.heardData();
        assertThat(heard.stream().filter(data -> data.startsWith("e"))).containsExactlyElementsOf(expected("e", 2_000));
        assertThat(heard.stream().filter(data -> data.startsWith("f"))).containsExactlyElementsOf(expected("f", 2_000));
    }

    @Test
    @DisplayName("appends wait as long as they may, and then fail as what may have been stored")
    void patience() {
        Node node = node(Node.options().withPatience(Duration.ofSeconds(2), 10_000));
        node.append("before");
        node.path().cut();
        List<Future<Appended>> answers = node.send("e", 0, 100);
        assertThat(failure(answers.get(99)))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refused -> assertThat(refused.reason())
                                .as("more than the bytes that may wait")
                                .isEqualTo(PublishException.Reason.OVERLOADED));
        assertThat(failure(answers.get(0)))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refused -> assertThat(refused.reason())
                                .as("longer than the time that it may wait")
                                .isEqualTo(PublishException.Reason.UNAVAILABLE));
        node.path().heal();
        node.untilAvailable(true);
        node.append("after");
        node.untilHeard("after");
        assertThat(node.heardData()).startsWith("before").endsWith("after");
    }

    @Test
    @DisplayName("what is said of it says once why, and nothing of where Redis is")
    void saidOnce() {
        Node node = node(Node.options().withPatience(Duration.ofSeconds(2), 10_000));
        node.append("before");
        engine.kill();
        node.untilAvailable(false);
        List<Future<Appended>> answers = node.send("e", 0, 1);
        assertThat(node.states())
                .allSatisfy(state -> assertThat(state.detail()).matches("no connection to Redis: [^:]+"));
        assertThat(failure(answers.get(0)))
                .hasMessageMatching("no connection to Redis: [^:]+; the event may have been stored, .+");
        assertThat(failure(node.log().read(TopicFilter.ALL, 0, 1, 1, 1)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageMatching("no connection to Redis: [^:]+");
    }

    @Test
    @DisplayName("a hub that can't begin says once why, and where Redis should be")
    void noStart() {
        RedisEventLog log = new RedisEventLog(
                vertx,
                RedisLogOptions.of("redis://user:secret@127.0.0.1:1")
                        .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(4)));
        assertThat(failure(log.start(new Node.Deaf())))
                .hasMessage("no connection to 127.0.0.1:1 within 4 s: Connection refused");
    }

    @Test
    @DisplayName("a hub that was away for longer than the tail reaches begins anew, and the rest is in the history")
    void trimmedTail() {
        Node node = node(Node.options().withTailBytes(20_000));
        Node away = node(Node.options().withTailBytes(20_000));
        long last = node.append("seen by both");
        away.untilHeard("seen by both");
        away.path().cut();
        List<Future<Appended>> answers = node.send("e", 0, MANY);
        await(answers.get(MANY - 1));
        away.path().heal();
        away.untilHeard("e " + (MANY - 1));
        assertThat(away.lineages()).hasSize(2);
        assertThat(away.lineage().epoch()).isEqualTo(node.lineage().epoch());
        assertThat(away.lineage().holes()).isEmpty();
        List<String> all = new ArrayList<>();
        Page page = answer(
                () -> away.log().read(TopicFilter.ALL, last, away.lineage().head(), 10_000, 1 << 30));
        assertThat(page.more()).isFalse();
        page.records().forEach(log -> all.add(log.event().data()));
        away.heard().stream().skip(1).map(LogRecord::event).forEach(event -> all.add(event.data()));
        assertThat(all).isEqualTo(expected("e", MANY));
    }
}
