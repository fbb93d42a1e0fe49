package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Browsers behind a line that breaks off hundreds of times, in the middle of whatever is on it. */
class ExactlyOnceIT {

    private static final int EVENTS = 4_000;
    private static final int CUTS_WANTED = 300;
    private static final List<String> TOPICS = List.of("a", "a/b", "a/c", "d");
    private static final List<String> FILTERS =
            List.of("/events/a", "/events/a/*", "/events/**", "/events?topic=a&topic=d", "/events/a/**");

    private final long seed = new Random().nextLong();
    private final AtomicInteger cuts = new AtomicInteger();

    private record Published(Topic topic, String data) {}

    @Test
    void a_stream_cut_at_any_byte_brings_every_event_whole_once_and_in_order() throws Exception {
        Random random = new Random(seed);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (TestHub hub = TestHub.start();
                CuttingProxy proxy = new CuttingProxy(hub.port(), () -> 150 + random.nextInt(16_000))) {
            hub.publish("a", "before everything");
            List<Published> published = new ArrayList<>();
            CountDownLatch connected = new CountDownLatch(FILTERS.size() * 2);
            List<Future<List<String>>> readers = new ArrayList<>();
            for (String filter : FILTERS) {
                for (int i = 0; i < 2; i++) {
                    readers.add(threads.submit(() -> read(proxy.port(), filter, connected)));
                }
            }
            assertThat(connected.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < EVENTS; i++) {
                Topic topic = Topic.of(TOPICS.get(random.nextInt(TOPICS.size())));
                String data = "event " + i + "\n" + "\u00e4\ud83d\ude00".repeat(random.nextInt(30));
                TestHub.await(hub.server().hub().publisher().publish(EventDraft.of(topic, data)));
                published.add(new Published(topic, data));
            }
            for (Topic topic : TOPICS.stream().map(Topic::of).toList()) {
                hub.publish(topic.path(), "the end");
            }
            for (int i = 0; i < readers.size(); i++) {
                String target = FILTERS.get(i / 2);
                List<String> expected = published.stream()
                        .filter(event -> filter(target).matches(event.topic()))
                        .map(Published::data)
                        .toList();
                assertThat(readers.get(i).get(120, TimeUnit.SECONDS))
                        .as(target + ", seed " + seed)
                        .isEqualTo(expected);
            }
            assertThat(cuts.get()).as("cuts").isGreaterThan(CUTS_WANTED);
        } finally {
            threads.shutdownNow();
        }
    }

    private static TopicFilter filter(String target) {
        String query = target.replace("/events?topic=", "").replace("/events/", "");
        return TopicFilter.anyOf(List.of(query.split("&topic=")));
    }

    /** Reads until the end of all its topics, coming back by the last id whenever it is cut; answers the data it got. */
    private List<String> read(int port, String target, CountDownLatch connected) throws IOException {
        List<String> got = new ArrayList<>();
        String lastId = "";
        long endsWanted = TOPICS.stream()
                .filter(topic -> filter(target).matches(Topic.of(topic)))
                .count();
        long ends = 0;
        boolean first = true;
        while (ends < endsWanted) {
            SseParser parser = new SseParser(lastId);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                OutputStream out = socket.getOutputStream();
                // HTTP/1.0: the body is the bytes as they are, without chunks that a test would have to take apart.
                String cursor = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
                out.write(("GET " + target + " HTTP/1.0\r\nHost: hub\r\n" + cursor + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                readHead(in);
                byte[] buffer = new byte[8_192];
                for (int count = in.read(buffer); count >= 0 && ends < endsWanted; count = in.read(buffer)) {
                    for (SseParser.Message message : parser.feed(java.util.Arrays.copyOf(buffer, count))) {
                        assertThat(message.type()).as(message.data()).isNotEqualTo("hub.gap");
                        if (message.type().equals("hub.checkpoint")) {
                            if (first) {
                                first = false;
                                connected.countDown();
                            }
                        } else if (message.data().equals("the end")) {
                            ends++;
                        } else {
                            got.add(message.data());
                        }
                    }
                }
            } catch (IOException cut) {
                assertThat(cut).isNotInstanceOf(java.net.SocketTimeoutException.class);
            }
            cuts.incrementAndGet();
            lastId = parser.lastEventId();
        }
        return got;
    }

    private static void readHead(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("cut within the head");
            }
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
    }
}
