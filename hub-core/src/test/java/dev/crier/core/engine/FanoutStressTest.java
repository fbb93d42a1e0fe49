package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.log.HistoryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many readers on several event loops that stall, drain, go and come back by their id, while events are published. */
class FanoutStressTest {

    private static final List<String> TOPICS = List.of("a", "a/b", "a/c", "d", "d/e/f");
    private static final List<String> FILTERS = List.of("a", "a/*", "**", "d/**", "a,d/e/f", "*");
    private static final int LOOPS = 3;

    /** One reader over all its connections: what it got, whatever it went through. */
    private static final class Reader {

        private final int loop;
        private final String filter;
        private final List<String> got = new ArrayList<>();
        private String lastId = "";
        private TestStream stream = new TestStream();
        private Subscription subscription;

        Reader(int loop, String filter) {
            this.loop = loop;
            this.filter = filter;
        }

        void connect(TestHub hub) {
            stream = new TestStream();
            Start start = lastId.isEmpty() ? Start.earliest() : Start.after(lastId);
            subscription = hub.subscribe(loop, filter, start, stream);
        }

        /** Goes away; what a client has of a cut stream is what it was sent whole. */
        void cut(TestHub hub) {
            hub.onLoop(loop, () -> {
                subscription.cancel();
                return true;
            });
            got.addAll(stream.data());
            lastId = stream.lastId();
            assertThat(stream.gaps()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatever_readers_do_each_gets_every_event_once_and_in_order(long seed) {
        Random random = new Random(seed);
        HubOptions options = HubOptions.DEFAULT.withWindowBytes(random.nextBoolean() ? 8_000 : 60_000);
        HistoryOptions log =
                HistoryOptions.DEFAULT.withRetention(topic -> new Retention(1_000_000, Duration.ofHours(1), 1L << 30));
        try (TestHub hub = new TestHub(options, log, LOOPS)) {
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Reader reader = new Reader(i % LOOPS, FILTERS.get(random.nextInt(FILTERS.size())));
                reader.connect(hub);
                readers.add(reader);
            }
            List<Event> published = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                publish(hub, random, published);
                for (int i = 0; i < 6; i++) {
                    trouble(hub, readers.get(random.nextInt(readers.size())), random);
                }
            }
            for (Reader reader : readers) {
                List<String> expected = published.stream()
                        .filter(event -> TopicFilter.anyOf(List.of(reader.filter.split(",")))
                                .matches(event.topic()))
                        .map(Event::data)
                        .toList();
                hub.onLoop(reader.loop, () -> {
                    reader.stream.writable(true);
                    return true;
                });
                hub.until(
                        "a reader of " + reader.filter + " has all " + expected.size(),
                        () -> reader.got.size() + reader.stream.data().size() >= expected.size());
                reader.cut(hub);
                assertThat(reader.got).as(reader.filter + ", seed " + seed).isEqualTo(expected);
            }
        }
    }

    private static void publish(TestHub hub, Random random, List<Event> published) {
        List<EventDraft> drafts = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            Topic topic = Topic.of(TOPICS.get(random.nextInt(TOPICS.size())));
            EventDraft draft = EventDraft.of(topic, "e" + (published.size() + i) + "x".repeat(random.nextInt(50)));
            drafts.add(draft);
        }
        List<PublishOutcome> outcomes = TestHub.await(hub.hub().publisher().publishAll(drafts));
        assertThat(outcomes).allMatch(outcome -> outcome instanceof PublishOutcome.Accepted);
        drafts.forEach(draft -> published.add(Event.of(draft, java.time.Instant.EPOCH)));
    }

    private static void trouble(TestHub hub, Reader reader, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                reader.cut(hub);
                reader.connect(hub);
            }
            case 1, 2 ->
                hub.onLoop(reader.loop, () -> {
                    reader.stream.writable(random.nextBoolean());
                    return true;
                });
            default -> {
                // Fills up in the middle of whatever it is sent next, and drains a little later.
                TestStream stream = reader.stream;
                hub.onLoop(reader.loop, () -> {
                    stream.onWrite(bytes -> stream.writable(false));
                    return true;
                });
                hub.onLoop(reader.loop, () -> {
                    stream.onWrite(bytes -> {});
                    stream.writable(true);
                    return true;
                });
            }
        }
    }
}
