package dev.crier.bench;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Publishes by HTTP, on so many connections, at the pace of the plan. The first publish that is refused ends the run.
 *
 * <p>Only for the thread of its loop.
 */
final class Publishers {

    private final LoadPlan.Publish plan;
    private final Payload payload;
    private final LongSupplier complete;
    private final boolean eachAnother;
    private final Latencies answers = new Latencies();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Deque<PublishConnection> idle = new ArrayDeque<>();
    private final long[] numbers;
    private Pace pace;
    private int nextTopic;
    private long started;
    private long due;
    private long published;
    private long most = Long.MAX_VALUE;

    /**
     * Makes publishers that aren't connected.
     *
     * @param topics over how many topics events are spread
     * @param eachAnother whether the events of a batch are of one topic after the other, and not all of one
     * @param complete how many events have reached all their subscribers
     */
    Publishers(
            ClientLoop loop,
            LoadPlan.Publish plan,
            int topics,
            boolean eachAnother,
            Payload payload,
            LongSupplier complete) {
        this.plan = plan;
        this.payload = payload;
        this.complete = complete;
        this.numbers = new long[topics];
        this.eachAnother = eachAnother;
        this.pace = plan.pace();
        InetSocketAddress address = plan.target().address();
        for (int i = 0; i < plan.publishers(); i++) {
            idle.add(new PublishConnection(loop, address, this::answered));
        }
    }

    /** Begins, or goes on, at a pace: what is due counts from now on. */
    void begin(Pace newPace) {
        pace = newPace;
        started = System.nanoTime();
        due = 0;
    }

    /** Publishes no more than so many events from now on. */
    void limit(long events) {
        most = published + events;
    }

    /** Publishes without end again. */
    void unlimited() {
        most = Long.MAX_VALUE;
    }

    /** Sends what is due, and answers when to look again, at the latest at the end. */
    long pump(long end) {
        long now = System.nanoTime();
        while (!idle.isEmpty() && published < most) {
            long when = when(now);
            if (when > now) {
                return Math.min(when, end);
            }
            publish(idle.remove(), pace instanceof Pace.Rate ? when : now);
        }
        return end;
    }

    private long when(long now) {
        if (pace instanceof Pace.Rate rate) {
            return rate.due(started, due);
        }
        // A window smaller than a batch would never have room.
        boolean full = pace instanceof Pace.Window window
                && published - complete.getAsLong() + plan.batch() > Math.max(window.events(), plan.batch());
        return full ? Long.MAX_VALUE : now;
    }

    private void publish(PublishConnection connection, long when) {
        int topic = nextTopic;
        int events = (int) Math.min(plan.batch(), most - published);
        body.reset();
        for (int i = 0; i < events; i++) {
            plan.body().append(body, nextTopic, payload.of(nextTopic, numbers[nextTopic]++, when));
            if (eachAnother) {
                nextTopic = (nextTopic + 1) % numbers.length;
            }
        }
        if (!eachAnother) {
            nextTopic = (nextTopic + 1) % numbers.length;
        }
        published += events;
        due += events;
        connection.send(plan.target().url(topic), request(plan.target().path(topic)), when);
    }

    private ByteBuffer request(String path) {
        StringBuilder text = new StringBuilder(256)
                .append(plan.method())
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(plan.target().authority())
                .append("\r\nContent-Length: ")
                .append(body.size())
                .append("\r\n");
        plan.headers().forEach(header -> text.append(header).append("\r\n"));
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + body.size())
                .put(head)
                .put(body.toByteArray())
                .flip();
    }

    private void answered(PublishConnection connection) {
        answers.record(System.nanoTime(), connection.due());
        idle.add(connection);
    }

    /** How many events were sent. */
    long published() {
        return published;
    }

    /** Whether no answer is missing. */
    boolean quiet() {
        return idle.size() == plan.publishers();
    }

    /** How many events of each topic were sent. */
    long[] ofTopics() {
        return numbers.clone();
    }

    /** How long answers took, from when each publish was due. */
    Latencies answers() {
        return answers;
    }
}
