package dev.crier.core.engine;

import static dev.crier.core.engine.TestHub.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.log.HistoryOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FanoutTest {

    @Test
    void a_live_stream_begins_with_its_place_and_gets_what_comes_after_it() {
        try (TestHub hub = TestHub.small()) {
            EventId before = hub.publish("a", "before");
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            assertThat(stream.text()).isEqualTo("event: hub.checkpoint\ndata:\nid: " + before + "\n\n");
            hub.publishAll("a", 0, 3);
            hub.until("three came", () -> stream.data().size() == 3);
            assertThat(stream.data()).isEqualTo(numbered(0, 3));
        }
    }

    @Test
    void a_stream_that_comes_back_gets_exactly_what_it_missed() {
        try (TestHub hub = TestHub.small()) {
            hub.publishAll("a", 0, 5);
            TestStream first = new TestStream();
            hub.subscribe("a", Start.earliest(), first);
            hub.until("five came", () -> first.data().size() == 5);
            hub.publishAll("b", 0, 5);
            String third = first.blocks().get(3).id();
            TestStream back = new TestStream();
            hub.subscribe("a,b", Start.after(third), back);
            hub.until("the rest came", () -> back.data().size() == 7);
            assertThat(back.data()).containsExactly("e3", "e4", "e0", "e1", "e2", "e3", "e4");
            assertThat(back.gaps()).isEmpty();
            assertThat(back.blocks().get(0).id()).isEqualTo(third);
        }
    }

    @Test
    void a_first_visit_gets_the_last_events_of_the_whole_filter() {
        try (TestHub hub = TestHub.small()) {
            hub.publishAll("a", 0, 5);
            hub.publishAll("b", 5, 2);
            hub.publishAll("c", 7, 2);
            TestStream stream = new TestStream();
            hub.subscribe("a,b", Start.last(3), stream);
            hub.until("three came", () -> stream.data().size() == 3);
            assertThat(stream.data()).containsExactly("e4", "e5", "e6");
            TestStream none = new TestStream();
            hub.subscribe("a,b", Start.last(0), none);
            hub.publish("a", "new");
            hub.until("the new one came", () -> none.data().size() == 1);
            assertThat(none.data()).containsExactly("new");
        }
    }

    @Test
    void an_id_of_another_history_or_of_none_is_a_gap_and_then_everything_kept() {
        try (TestHub hub = TestHub.small()) {
            hub.publishAll("a", 0, 2);
            String future = hub.hub().id(99).toString();
            for (String id : List.of("other-1", "!\"garbage\u00e9", future)) {
                TestStream stream = new TestStream();
                hub.subscribe("a", Start.after(id), stream);
                hub.until(
                        "the checkpoint after the gap came",
                        () -> stream.blocks().size() == 5);
                assertThat(stream.blocks().stream().map(TestStream.Block::type))
                        .containsExactly("hub.gap", "hub.checkpoint", "", "", "hub.checkpoint");
                String reason = id.startsWith("other") ? "restarted" : "unknown";
                assertThat(stream.gaps().get(0).data()).startsWith("{\"reason\":\"" + reason + "\",\"topics\":[\"a\"]");
                assertThat(stream.gaps().get(0).id()).isEmpty();
            }
        }
    }

    @Test
    void the_events_of_one_batch_cost_a_member_one_write() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            hub.until("it is a member", () -> hub.onLoop(0, () -> true));
            int before = stream.writes();
            hub.publishAll("a", 0, 100);
            hub.until("all came", () -> stream.data().size() == 100);
            assertThat(stream.data()).isEqualTo(numbered(0, 100));
            assertThat(stream.writes() - before).isEqualTo(1);
        }
    }

    @Test
    void who_joins_or_leaves_in_mid_pass_costs_nobody_an_event() {
        try (TestHub hub = TestHub.small()) {
            int members = 3 * Round.WRITES_PER_TURN + 7;
            List<TestStream> streams = new ArrayList<>();
            List<Subscription> subscriptions = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                TestStream stream = new TestStream();
                streams.add(stream);
                subscriptions.add(hub.subscribe("a", Start.live(), stream));
            }
            List<TestStream> joined = new ArrayList<>();
            Set<Integer> left = new HashSet<>();
            String start = hub.hub().id(0).toString();
            for (int i = 5; i < members; i += 37) {
                int here = i;
                // Each time this one is written to: one before it leaves, one after it leaves, and one joins.
                streams.get(i).onWrite(bytes -> {
                    if (left.size() < 30) {
                        for (int gone : new int[] {here - 5, here + 3}) {
                            if (gone < members && left.add(gone)) {
                                subscriptions.get(gone).cancel();
                            }
                        }
                        TestStream late = new TestStream();
                        joined.add(late);
                        hub.fanout().subscribe(TestHub.request("a", Start.after(start)), late);
                    }
                });
            }
            hub.publishAll("a", 0, 3);
            hub.publishAll("a", 3, 3);
            hub.until("enough have left", () -> hub.onLoop(0, () -> left.size() >= 30));
            List<TestStream> staying = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                if (!left.contains(i)) {
                    staying.add(streams.get(i));
                }
            }
            hub.until(
                    "all that stayed have all",
                    () -> staying.stream().allMatch(stream -> stream.data().size() >= 6));
            hub.until(
                    "all that joined have all",
                    () -> joined.stream().allMatch(stream -> stream.data().size() >= 6));
            assertThat(joined).isNotEmpty();
            assertThat(staying).allMatch(stream -> stream.data().equals(numbered(0, 6)));
            assertThat(joined).allMatch(stream -> stream.data().equals(numbered(0, 6)));
        }
    }

    @Test
    void a_live_stream_that_opens_ahead_of_its_audience_gets_nothing_from_before_it() {
        try (TestHub hub = TestHub.small()) {
            List<TestStream> members = new ArrayList<>();
            for (int i = 0; i < Round.WRITES_PER_TURN + 10; i++) {
                members.add(new TestStream());
                hub.subscribe("a", Start.live(), members.get(i));
            }
            TestStream late = new TestStream();
            TestStream early = members.get(0);
            TestStream last = members.get(members.size() - 1);
            // The new stream joins between two slices of a pass, one event ahead of its audience, which then gets that
            // event
            // and the next one in one buffer.
            early.onWrite(bytes -> {
                early.onWrite(next -> {});
                CompletableFuture.runAsync(() -> hub.publish("a", "before")).join();
                hub.fanout().subscribe(TestHub.request("a", Start.live()), late);
            });
            last.onWrite(bytes -> {
                last.onWrite(next -> {});
                CompletableFuture.runAsync(() -> hub.publish("a", "after")).join();
            });
            hub.publish("a", "first");
            hub.until("the members have all", () -> last.data().size() == 3);
            hub.publish("a", "last");
            hub.until("the new one has the last", () -> late.data().contains("last"));
            assertThat(last.data()).containsExactly("first", "before", "after", "last");
            assertThat(late.data()).containsExactly("after", "last");
        }
    }

    @Test
    void a_slow_reader_is_written_nothing_until_it_drains_and_then_gets_all_in_order() {
        try (TestHub hub = TestHub.small()) {
            TestStream slow = new TestStream();
            TestStream quick = new TestStream();
            hub.subscribe("a", Start.live(), slow);
            hub.subscribe("a", Start.live(), quick);
            hub.publishAll("a", 0, 2);
            hub.until(
                    "both have two",
                    () -> slow.data().size() == 2 && quick.data().size() == 2);
            hub.onLoop(() -> slow.writable(false));
            int writes = slow.writes();
            hub.publishAll("a", 2, 500);
            hub.until("the quick one has all", () -> quick.data().size() == 502);
            assertThat(slow.writes()).isEqualTo(writes);
            hub.onLoop(() -> slow.writable(true));
            hub.until("the slow one has all", () -> slow.data().size() == 502);
            hub.publishAll("a", 502, 3);
            hub.until("it is live again", () -> slow.data().size() == 505);
            assertThat(slow.data()).isEqualTo(numbered(0, 505));
            assertThat(slow.gaps()).isEmpty();
        }
    }

    @Test
    void a_reader_that_the_history_passed_is_told_what_it_lost_or_closed() {
        for (HubOptions.Behind behind : HubOptions.Behind.values()) {
            HubOptions options = HubOptions.DEFAULT.withWindowBytes(4_000).withBehind(behind);
            HistoryOptions log = HistoryOptions.DEFAULT.withRetention(
                    topic -> new dev.crier.core.Retention(5, Duration.ofHours(1), 1 << 20));
            try (TestHub hub = new TestHub(options, log, 1)) {
                TestStream slow = new TestStream();
                hub.subscribe("a,b", Start.live(), slow);
                hub.publish("b", "quiet");
                hub.until("it is live", () -> slow.data().size() == 1);
                hub.onLoop(() -> slow.writable(false));
                hub.publishAll("a", 0, 200);
                hub.onLoop(() -> slow.writable(true));
                if (behind == HubOptions.Behind.CLOSE) {
                    hub.until("it is closed", () -> slow.ended().isPresent());
                    assertThat(slow.ended()).contains(Outlet.EndReason.OVERRUN);
                    continue;
                }
                hub.until("it has the newest", () -> slow.data().contains("e199"));
                assertThat(slow.gaps()).hasSize(1);
                assertThat(slow.gaps().get(0).data())
                        .startsWith("{\"reason\":\"overrun\",\"topics\":[\"a\"],\"more\":0,");
                assertThat(slow.blocks().get(slow.blocks().size() - 1).type()).isEqualTo("hub.checkpoint");
                assertThat(slow.lastId()).isEqualTo(hub.hub().id(201).toString());
            }
        }
    }

    @Test
    void a_stalled_reader_is_closed_after_the_timeout_and_nobody_else() {
        HubOptions options =
                HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20)).withStallTimeout(Duration.ofMillis(60));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TestStream stalled = new TestStream();
            TestStream fine = new TestStream();
            hub.subscribe("a", Start.live(), stalled);
            hub.subscribe("a", Start.live(), fine);
            hub.onLoop(() -> stalled.writable(false));
            hub.until("the stalled one is closed", () -> stalled.ended().isPresent());
            assertThat(stalled.ended()).contains(Outlet.EndReason.STALLED);
            assertThat(fine.ended()).isEmpty();
            assertThat(hub.onLoop(0, hub.fanout()::subscriptions)).isEqualTo(1);
        }
    }

    @Test
    void a_reader_that_reads_again_is_not_closed_because_its_next_step_waits_in_line() {
        HubOptions options = HubOptions.DEFAULT.withStallTimeout(Duration.ofMillis(300));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TestStream reader = new TestStream();
            Subscription subscription = hub.subscribe("a", Start.live(), reader);
            hub.until("it is live", () -> hub.onLoop(0, () -> subscription.audience() != null));
            hub.onLoop(() -> reader.writable(false));
            hub.publish("a", "1");
            hub.until(
                    "it is known to be blocked",
                    () -> hub.onLoop(0, () -> {
                        CatchUp behind = subscription.catchUp();
                        return behind != null && behind.blockedFor() > 0;
                    }));
            hub.onLoop(() -> {
                long end = System.nanoTime() + Duration.ofMillis(350).toNanos();
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                reader.writable(true); // its step waits for spare time, and it has been blocked for too long until now
                hub.fanout().tick();
            });
            hub.until("it has got the event", () -> reader.data().equals(List.of("1")));
            assertThat(reader.ended()).isEmpty();
        }
    }

    @Test
    void a_silent_stream_gets_a_heartbeat_and_one_whose_place_moved_a_checkpoint() {
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TestStream stream = new TestStream();
            hub.subscribe("quiet", Start.live(), stream);
            hub.until("a heartbeat came", () -> stream.text().contains(":\n\n"));
            EventId other = hub.publish("other", "x");
            hub.until("the checkpoint came", () -> stream.lastId().equals(other.toString()));
            assertThat(stream.data()).isEmpty();
            hub.publish("quiet", "y");
            hub.until("the event came", () -> stream.data().size() == 1);
        }
    }

    @Test
    void quiet_streams_get_their_sign_of_life_while_others_are_busy() {
        HubOptions options = HubOptions.DEFAULT.withHeartbeat(Duration.ofMillis(20));
        try (TestHub hub = new TestHub(options, HistoryOptions.DEFAULT, 1)) {
            TestStream quiet = new TestStream();
            TestStream busy = new TestStream();
            hub.subscribe("quiet", Start.live(), quiet);
            hub.subscribe("busy", Start.live(), busy);
            // Every event that is delivered publishes the next one, so that the loop always has a round ahead.
            busy.onWrite(bytes -> hub.hub().publisher().publish(EventDraft.of(Topic.of("busy"), "x")));
            hub.publish("busy", "x");
            hub.until("the quiet one got signs of life", () -> quiet.writes() > 3);
            busy.onWrite(bytes -> {});
        }
    }

    @Test
    void one_outlet_that_breaks_ends_its_stream_alone() {
        try (TestHub hub = TestHub.small()) {
            TestStream broken = new TestStream();
            TestStream fine = new TestStream();
            hub.subscribe("a", Start.live(), broken);
            hub.subscribe("a", Start.live(), fine);
            hub.until("both are members", () -> hub.onLoop(0, () -> true));
            broken.onWrite(bytes -> {
                throw new IllegalStateException("the socket is gone");
            });
            hub.publishAll("a", 0, 2);
            hub.until("the other one has all", () -> fine.data().size() == 2);
            assertThat(broken.ended()).contains(Outlet.EndReason.BROKEN);
        }
    }

    @Test
    void a_socket_that_drains_within_the_write_gets_nothing_twice_and_nothing_while_it_is_held() {
        try (TestHub hub = TestHub.small()) {
            hub.publishAll("a", 0, 5);
            TestStream stream = new TestStream();
            stream.onWrite(bytes -> {
                stream.writable(false);
                stream.writable(true);
            });
            Subscription subscription = hub.subscribe("a", Start.earliest(), stream);
            hub.until("five came", () -> stream.data().size() == 5);
            hub.onLoop(subscription::hold);
            hub.publishAll("a", 5, 5);
            TestStream witness = new TestStream();
            hub.subscribe("a", Start.earliest(), witness);
            hub.until("somebody else got ten", () -> witness.data().size() == 10);
            assertThat(stream.data()).isEqualTo(numbered(0, 5));
            hub.onLoop(subscription::skip);
            hub.publishAll("a", 10, 5);
            hub.until("five more came", () -> stream.data().size() == 10);
            assertThat(stream.data()).doesNotHaveDuplicates().endsWith("e10", "e11", "e12", "e13", "e14");
            assertThat(stream.gaps()).hasSize(1);
        }
    }

    @Test
    void what_is_skipped_after_a_hold_is_announced() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            Subscription subscription = hub.subscribe("a,b,c", Start.live(), stream);
            hub.publish("a", "first");
            hub.until("it is live", () -> stream.data().size() == 1);
            hub.onLoop(subscription::hold);
            hub.publishAll("a", 0, 3);
            hub.publishAll("c", 0, 1);
            hub.publishAll("other", 0, 1);
            hub.onLoop(subscription::skip);
            hub.publish("b", "after");
            hub.until("it goes on", () -> stream.data().contains("after"));
            assertThat(stream.data()).containsExactly("first", "after");
            assertThat(stream.gaps()).hasSize(1);
            assertThat(stream.gaps().get(0).data()).contains("\"reason\":\"overrun\",\"topics\":[\"a\",\"c\"]");
        }
    }

    @Test
    void draining_sends_what_is_there_says_farewell_and_ends_every_stream() {
        try (TestHub hub = TestHub.small()) {
            TestStream stream = new TestStream();
            TestStream full = new TestStream();
            hub.subscribe("a", Start.live(), stream);
            hub.subscribe("a", Start.live(), full);
            hub.onLoop(() -> full.writable(false));
            hub.publishAll("a", 0, 10);
            TestHub.await(hub.fanout().drain(Duration.ofMillis(200), format -> format.retry(Duration.ofSeconds(3))));
            assertThat(stream.data()).isEqualTo(numbered(0, 10));
            assertThat(stream.text()).endsWith("retry: 3000\n\n");
            assertThat(stream.ended()).contains(Outlet.EndReason.DRAINING);
            assertThat(full.ended()).contains(Outlet.EndReason.DRAINING);
        }
    }

    @Test
    void a_write_that_fails_even_for_want_of_memory_ends_its_own_stream_and_no_other() {
        try (TestHub hub = TestHub.small()) {
            TestStream before = new TestStream();
            TestStream broken = new TestStream();
            TestStream after = new TestStream();
            for (TestStream stream : List.of(before, broken, after)) {
                hub.subscribe("a", Start.live(), stream);
            }
            hub.onLoop(() -> {}); // all are members of one audience
            broken.onWrite(bytes -> {
                throw new OutOfMemoryError("no direct memory, for this test");
            });
            hub.publishAll("a", 0, 3);
            hub.publishAll("a", 3, 3);
            for (TestStream stream : List.of(before, after)) {
                hub.until("all came", () -> stream.data().equals(numbered(0, 6)));
            }
            assertThat(broken.ended()).contains(Outlet.EndReason.BROKEN);
            assertThat(hub.onLoop(0, hub.fanout()::subscriptions)).isEqualTo(2);
        }
    }

    @Test
    void a_catch_up_that_fails_even_for_want_of_memory_ends_its_own_stream_and_no_other() {
        try (TestHub hub = TestHub.small()) {
            hub.publishAll("a", 0, 3);
            TestStream live = new TestStream();
            hub.subscribe("a", Start.live(), live);
            TestStream broken = new TestStream();
            hub.onLoop(() -> {
                hub.fanout().subscribe(TestHub.request("a", Start.earliest()), unaskable(broken));
            });
            hub.until("it is ended", () -> broken.ended().isPresent());
            assertThat(broken.ended()).contains(Outlet.EndReason.BROKEN);
            hub.publishAll("a", 3, 3);
            hub.until("the other goes on", () -> live.data().equals(numbered(3, 3)));
        }
    }

    @Test
    void a_round_that_fails_loses_nothing_for_those_who_were_in_it() {
        try (TestHub hub = TestHub.small()) {
            TestStream before = new TestStream();
            TestStream asked = new TestStream();
            TestStream after = new TestStream();
            boolean[] failing = {false};
            hub.subscribe("a", Start.live(), before);
            hub.onLoop(() -> {
                hub.fanout().subscribe(TestHub.request("a", Start.live()), askable(asked, failing));
            });
            hub.subscribe("a", Start.live(), after);
            hub.onLoop(() -> failing[0] = true);
            hub.publishAll("a", 0, 3);
            hub.publishAll("a", 3, 3);
            for (TestStream stream : List.of(before, asked, after)) {
                hub.until("all came", () -> stream.data().equals(numbered(0, 6)));
                assertThat(stream.gaps()).isEmpty();
            }
        }
    }

    /** An outlet that fails whenever it is asked whether there is room. */
    private static Outlet unaskable(TestStream stream) {
        return new AskedOutlet(stream, () -> {
            throw new OutOfMemoryError("no memory, for this test");
        });
    }

    /** An outlet that fails the next time that it is asked whether there is room. */
    private static Outlet askable(TestStream stream, boolean[] failing) {
        return new AskedOutlet(stream, () -> {
            if (failing[0]) {
                failing[0] = false;
                throw new IllegalStateException("failed once, for this test");
            }
        });
    }

    /** A stream's outlet, with something that happens when it is asked for room. */
    private record AskedOutlet(TestStream stream, Runnable asked) implements Outlet {

        @Override
        public boolean writable() {
            asked.run();
            return stream.writable();
        }

        @Override
        public void write(Buffer bytes) {
            stream.write(bytes);
        }

        @Override
        public void onDrain(Runnable drained) {
            stream.onDrain(drained);
        }

        @Override
        public void end(EndReason reason) {
            stream.end(reason);
        }
    }
}
