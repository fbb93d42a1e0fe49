package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.source.SourceStatus.State;
import dev.crier.core.spi.SourceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SourceEmitTest {

    private record Pending(EventDraft draft, Promise<EventId> answer) {}

    private final Rig rig = new Rig();
    private final BlockingQueue<SourceContext> runs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        pending.forEach(each -> each.answer.tryFail("the test is over"));
        rig.publish = draft -> Future.failedFuture("the test is over");
        rig.close();
    }

    private SourceContext start() throws Exception {
        rig.start(ScriptedSource.type("talker", context -> {
            runs.add(context);
            return Future.succeededFuture();
        }));
        return runs.take();
    }

    private void answerByHand() {
        rig.publish = draft -> {
            Promise<EventId> answer = Promise.promise();
            pending.add(new Pending(draft, answer));
            return answer.future();
        };
    }

    private void bounds(int events, long bytes) {
        SourceOptions usual = SourceOptions.DEFAULT;
        rig.options = new SourceOptions(
                usual.startTimeout(),
                usual.stopTimeout(),
                usual.backoffMin(),
                usual.backoffMax(),
                usual.stableAfter(),
                usual.blockedAfter(),
                usual.stuckAfter(),
                events,
                bytes);
    }

    private static List<EventDraft> drafts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventDraft.of(TOPIC, "event " + i))
                .toList();
    }

    @Test
    void an_event_beyond_those_allowed_in_flight_is_refused_as_overloaded_and_the_next_is_taken_once_an_id_came()
            throws Exception {
        bounds(2, 1 << 20);
        answerByHand();
        SourceContext context = start();
        Future<EventId> first = context.emit(EventDraft.of(TOPIC, "1"));
        Future<EventId> second = context.emit(EventDraft.of(TOPIC, "2"));
        Future<EventId> third = context.emit(EventDraft.of(TOPIC, "3"));

        assertThatThrownBy(() -> await(third))
                .hasCauseInstanceOf(PublishException.class)
                .hasMessageContaining("'talker' has 2 events")
                .cause()
                .extracting(cause -> ((PublishException) cause).reason())
                .isEqualTo(Reason.OVERLOADED);
        pending.take().answer.complete(rig.nextId());
        await(first);
        Future<EventId> fourth = context.emit(EventDraft.of(TOPIC, "4"));
        pending.take().answer.complete(rig.nextId());
        pending.take().answer.complete(rig.nextId());
        assertThat(await(second).position()).isLessThan(await(fourth).position());
        assertThat(context.maxInFlight()).isEqualTo(2);
    }

    @Test
    void events_in_flight_are_bounded_in_bytes_too_but_a_single_big_one_passes() throws Exception {
        bounds(100, 2 * Event.OVERHEAD + 10);
        answerByHand();
        SourceContext context = start();
        Future<EventId> big = context.emit(EventDraft.of(TOPIC, "x".repeat(10_000)));
        assertThatThrownBy(() -> await(context.emit(EventDraft.of(TOPIC, "1")))).hasMessageContaining("in flight");
        pending.take().answer.complete(rig.nextId());
        await(big);

        context.emit(EventDraft.of(TOPIC, "1"));
        context.emit(EventDraft.of(TOPIC, "2"));
        assertThatThrownBy(() -> await(context.emit(EventDraft.of(TOPIC, "3")))).hasMessageContaining("in flight");
    }

    @Test
    void a_batch_is_published_in_order_with_no_more_in_flight_than_allowed() throws Exception {
        bounds(3, 1 << 20);
        answerByHand();
        SourceContext context = start();
        Future<List<EventId>> ids = context.emitAll(drafts(10));

        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Pending next = pending.take();
            sent.add(next.draft.data());
            assertThat(pending.size()).isLessThan(3);
            next.answer.complete(rig.nextId());
        }
        assertThat(sent)
                .containsExactlyElementsOf(
                        drafts(10).stream().map(EventDraft::data).toList());
        assertThat(await(ids)).extracting(EventId::position).isSorted().hasSize(10);
    }

    @Test
    void a_batch_far_bigger_than_what_may_be_in_flight_needs_no_deep_stack() throws Exception {
        bounds(2, 1 << 20);
        SourceContext context = start();

        assertThat(await(context.emitAll(drafts(100_000)))).hasSize(100_000);
        assertThat(rig.events).extracting(EventDraft::data).startsWith("event 0", "event 1", "event 2");
    }

    @Test
    void a_batch_ends_at_its_first_failure() throws Exception {
        bounds(1, 1 << 20);
        answerByHand();
        SourceContext context = start();
        Future<List<EventId>> ids = context.emitAll(drafts(10));
        pending.take().answer.complete(rig.nextId());
        pending.take().answer.fail(new PublishException(Reason.TOO_LARGE, "too big"));

        assertThatThrownBy(() -> await(ids)).hasMessageContaining("too big");
        context.emit(EventDraft.of(TOPIC, "after"));
        Pending after = pending.take();
        assertThat(after.draft.data()).isEqualTo("after");
        after.answer.complete(rig.nextId());
    }

    @Test
    void an_empty_batch_has_no_ids() throws Exception {
        assertThat(await(start().emitAll(List.of()))).isEmpty();
    }

    @Test
    void a_single_event_does_not_overtake_a_batch_that_waits() throws Exception {
        bounds(1, 1 << 20);
        answerByHand();
        SourceContext context = start();
        Future<List<EventId>> batch = context.emitAll(drafts(3));

        assertThatThrownBy(() -> await(context.emit(EventDraft.of(TOPIC, "me first"))))
                .hasMessageContaining("in flight");
        for (int i = 0; i < 3; i++) {
            pending.take().answer.complete(rig.nextId());
        }
        await(batch);
    }

    @Test
    void the_futures_of_a_source_are_heard_on_its_own_thread() throws Exception {
        answerByHand();
        SourceContext context = start();
        Promise<String> heard = Promise.promise();
        context.emit(EventDraft.of(TOPIC, "x"))
                .onComplete(id -> heard.complete(Thread.currentThread().getName()));
        pending.take().answer.complete(rig.nextId()); // not before somebody listens

        assertThat(await(heard.future())).startsWith("crier-source-talker");
    }

    @Test
    void a_publisher_that_throws_is_a_failed_emit_and_its_place_is_free_again() throws Exception {
        bounds(1, 1 << 20);
        rig.publish = draft -> {
            throw new IllegalStateException("closed");
        };
        SourceContext context = start();

        assertThatThrownBy(() -> await(context.emit(EventDraft.of(TOPIC, "1")))).hasMessageContaining("closed");
        assertThatThrownBy(() -> await(context.emit(EventDraft.of(TOPIC, "2")))).hasMessageContaining("closed");
    }

    @Test
    void a_stop_waits_for_the_ids_of_what_was_emitted() throws Exception {
        answerByHand();
        SourceContext context = start();
        context.emit(EventDraft.of(TOPIC, "last words"));
        Future<Void> stopped = rig.supervisor().stopAll();
        Pending last = pending.take();
        assertThat(stopped.isComplete()).isFalse();

        last.answer.complete(rig.nextId());
        await(stopped);
        assertThat(rig.status("talker").emitted()).isEqualTo(1);
    }

    @Test
    void a_blocking_loop_gets_the_id_of_each_event_and_waits_while_the_hub_is_overloaded() throws Exception {
        answerByHand();
        BlockingQueue<EventId> ids = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("talker", context -> {
            context.blocking(emitter -> {
                for (EventDraft draft : drafts(2)) {
                    ids.add(emitter.emit(draft));
                }
            });
            return Future.succeededFuture();
        }));
        pending.take().answer.fail(new PublishException(Reason.OVERLOADED, "later"));
        rig.pass(Duration.ofMillis(75));
        Pending again = pending.take();
        assertThat(again.draft.data()).isEqualTo("event 0");
        EventId first = rig.nextId();
        again.answer.complete(first);
        EventId second = rig.nextId();
        pending.take().answer.complete(second);

        assertThat(ids.take()).isEqualTo(first);
        assertThat(ids.take()).isEqualTo(second);
        rig.awaitReport("talker", State.STOPPED);
        assertThat(rig.status("talker").detail()).isEqualTo("it has ended by itself");
    }

    @Test
    void a_blocking_loop_that_hears_a_refusal_can_go_on_or_fail() throws Exception {
        rig.publish = draft -> draft.data().equals("event 0")
                ? Future.failedFuture(new PublishException(Reason.TOO_LARGE, "too big"))
                : rig.accept(draft);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        rig.start(ScriptedSource.type("talker", context -> {
            context.blocking(emitter -> {
                for (EventDraft draft : drafts(2)) {
                    try {
                        emitter.emit(draft);
                    } catch (PublishException refused) {
                        heard.add(refused.getMessage());
                    }
                }
                throw new IllegalStateException("the feed broke");
            });
            return Future.succeededFuture();
        }));

        assertThat(heard.take()).isEqualTo("too big");
        assertThat(rig.nextEvent().data()).isEqualTo("event 1");
        rig.awaitReport("talker", State.BACKING_OFF);
        assertThat(rig.status("talker").lastError()).contains("the feed broke");
    }
}
