package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client of one event stream. For one thread, which is never kept longer than a minute: the JDK's newer HTTP client would
 * wait for bytes without end, and not hear an interrupt.
 */
final class EventReader implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final HttpURLConnection connection;
    private final InputStream in;
    private final SseParser parser;

    private EventReader(HttpURLConnection connection, SseParser parser) throws IOException {
        this.connection = connection;
        this.in = connection.getInputStream();
        this.parser = parser;
    }

    /** Opens a stream. */
    static EventReader open(URI stream) throws IOException {
        return new EventReader(connection(stream), new SseParser());
    }

    /** Opens a stream that goes on after an id. */
    static EventReader open(URI stream, String lastEventId) throws IOException {
        HttpURLConnection connection = connection(stream);
        connection.setRequestProperty("Last-Event-ID", lastEventId);
        return new EventReader(connection, new SseParser(lastEventId));
    }

    private static HttpURLConnection connection(URI stream) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) stream.toURL().openConnection();
        int patience = Math.toIntExact(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        connection.setConnectTimeout(patience);
        connection.setReadTimeout(patience);
        return connection;
    }

    /** Reads so many events, those of the hub itself too, and what came together with the last of them. */
    List<SseParser.Message> messages(int atLeast) throws IOException {
        List<SseParser.Message> messages = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (messages.size() < atLeast) {
            messages.addAll(next(end));
        }
        return messages;
    }

    /** Reads what so many events say that aren't the hub's own, and what came together with the last of them. */
    List<String> data(int atLeast) throws IOException {
        List<String> data = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (data.size() < atLeast) {
            next(end).stream()
                    .filter(message -> !message.type().startsWith("hub."))
                    .forEach(message -> data.add(message.data()));
        }
        return data;
    }

    /** Heartbeats come for ever, so that it takes more than the socket's patience to come to an end. */
    private List<SseParser.Message> next(long end) throws IOException {
        assertThat(end - System.nanoTime())
                .as("nanoseconds left to wait for events")
                .isPositive();
        byte[] buffer = new byte[4_096];
        int count = in.read(buffer);
        assertThat(count).as("the stream goes on").isPositive();
        return parser.feed(Arrays.copyOf(buffer, count));
    }

    /** The id to come back with after all that was read. */
    String lastEventId() {
        return parser.lastEventId();
    }

    /** Reads to the proper end of the stream, which a connection that just breaks doesn't have. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
