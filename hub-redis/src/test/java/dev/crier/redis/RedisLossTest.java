package dev.crier.redis;

import static dev.crier.redis.Node.answer;
import static dev.crier.redis.Node.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsRedis
@DisplayName("When Redis has lost something,")
class RedisLossTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<Node> nodes = new ArrayList<>();
    private final Engine engine = Engine.start();

    @AfterEach
    void stopAll() {
        nodes.forEach(Node::close);
        engine.close();
        await(vertx.close());
    }

    private Node node() {
        Node node = Node.start(vertx, engine, Node.options());
        nodes.add(node);
        return node;
    }

    /** Both know the same other history, and hear what is appended in it. */
    private static void assertSameNewEpoch(Node one, Node other, String before) {
        one.until("has another history", () -> !one.lineage().epoch().equals(before));
        other.until("has another history", () -> !other.lineage().epoch().equals(before));
        assertThat(one.lineage().epoch()).isEqualTo(other.lineage().epoch());
        long position = one.append("in the new one");
        other.untilHeard("in the new one");
        one.untilHeard("in the new one");
        assertThat(one.lineages()).as("one new history").hasSize(2);
        assertThat(other.lineages()).as("one new history").hasSize(2);
        assertThat(answer(() -> one.log().read(TopicFilter.ALL, 0, Long.MAX_VALUE, 100, 1 << 20))
                        .records())
                .extracting(LogRecord::position)
                .contains(position);
    }

    @Test
    @DisplayName("all of it in a crash, one hub begins a new history, and all others have the same")
    void emptiedByACrash() {
        Node one = node();
        Node other = node();
        one.append("lost");
        other.untilHeard("lost");
        engine.kill();
        List<Future<Appended>> waiting = one.send("e", 0, 50);
        engine.startAgain();
        for (Future<Appended> answer : waiting) {
            await(answer);
        }
        assertSameNewEpoch(one, other, one.lineages().get(0).epoch());
        assertThat(other.heardData()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("all of it while nobody publishes, that is seen as well")
    void emptiedInSilence() {
        Node one = node();
        Node other = node();
        String before = one.lineage().epoch();
        one.append("lost");
        other.untilHeard("lost");
        engine.command("FLUSHALL");
        assertSameNewEpoch(one, other, before);
    }

    @Test
    @DisplayName("all of it in the midst of appends, each is stored in the old history or in the new one")
    void emptiedWhileHubsPublish() {
        Node one = node();
        Node other = node();
        await(one.send("e", 0, 1).get(0));
        List<Future<Appended>> answers = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            List<Future<Appended>> sent = one.send("e", 1 + round * 300, 300);
            await(sent.get(10));
            engine.command("FLUSHALL");
            answers.addAll(sent);
        }
        answers.forEach(Node::await);
        long last = one.append("the last");
        one.untilHeard("the last");
        other.untilHeard("the last");
        assertThat(other.lineage().epoch()).isEqualTo(one.lineage().epoch());
        assertThat(await(other.log().read(TopicFilter.ALL, 0, Long.MAX_VALUE, 10_000, 1 << 20))
                        .through())
                .isEqualTo(last);
        assertThat(one.heardData()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("its newest events, a hub that only listens, and always has to, is told as well")
    void lostTailWhileTheTailIsBusy() {
        Node one = node();
        Node listener = node();
        Node busy = node();
        one.append("kept");
        listener.untilHeard("kept");
        listener.path().cut();
        busy.path().cut();
        engine.command("SAVE");
        one.append("lost");
        one.path().cut();
        engine.kill();
        engine.startAgain();
        listener.path().heal();
        busy.path().heal();
        busy.append("goes on");
        listener.untilHeard("goes on");
        one.path().heal();
        listener.until("has a hole", () -> {
            busy.append("busy");
            return !listener.lineage().holes().isEmpty();
        });
    }

    @Test
    @DisplayName("its newest events, there is a hole in the same history, and no position is given twice")
    void lostTail() {
        Node one = node();
        Node other = node();
        long kept = one.append("kept");
        other.untilHeard("kept");
        engine.command("SAVE");
        long lost = one.append("lost");
        other.untilHeard("lost");
        engine.kill();
        engine.startAgain();
        one.until("has a hole", () -> !one.lineage().holes().isEmpty());
        other.until("has a hole", () -> !other.lineage().holes().isEmpty());
        assertHole(one.lineage(), kept, lost);
        assertThat(other.lineage().epoch()).isEqualTo(one.lineage().epoch());
        assertThat(other.lineage().holes()).isEqualTo(one.lineage().holes());
        long after = one.append("after");
        assertThat(after).isGreaterThan(one.lineage().holes().get(0).through());
        one.untilHeard("after");
        other.untilHeard("after");
        assertThat(one.lineages()).hasSize(2);
        assertThat(other.lineages()).hasSize(2);
    }

    private static void assertHole(Lineage lineage, long kept, long lost) {
        assertThat(lineage.holes()).hasSize(1);
        assertThat(lineage.holes().get(0).after()).isEqualTo(kept);
        assertThat(lineage.holes().get(0).through()).isGreaterThanOrEqualTo(lost);
    }

    @Test
    @DisplayName("its newest events, a hub that had not heard them is told by one that had")
    void lostTailThatOneHubHadNotHeard() {
        Node one = node();
        Node behind = node();
        long kept = one.append("kept");
        behind.untilHeard("kept");
        behind.path().cut();
        engine.command("SAVE");
        long lost = one.append("lost");
        one.untilHeard("lost");
        one.path().cut();
        engine.kill();
        engine.startAgain();
        behind.path().heal();
        behind.append("goes on");
        behind.untilHeard("goes on");
        assertThat(behind.lineages()).hasSize(1);
        one.path().heal();
        behind.until("has a hole", () -> !behind.lineage().holes().isEmpty());
        one.until("has a hole", () -> !one.lineage().holes().isEmpty());
        assertHole(behind.lineage(), kept, lost);
        assertHole(one.lineage(), kept, lost);
        one.append("after");
        behind.untilHeard("after");
        one.untilHeard("after");
    }

    @Test
    @DisplayName("its newest events, a hub that starts later knows the hole too")
    void holeIsRemembered() {
        Node one = node();
        long kept = one.append("kept");
        engine.command("SAVE");
        long lost = one.append("lost");
        engine.kill();
        engine.startAgain();
        one.until("has a hole", () -> !one.lineage().holes().isEmpty());
        Node late = node();
        assertHole(late.lineage(), kept, lost);
        assertThat(late.lineage().head()).isGreaterThanOrEqualTo(lost);
    }
}
