package dev.crier.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param label names the run in what is printed
 * @param subscribe how to subscribe
 * @param publish how to publish; empty for a run that only holds idle connections
 * @param times how long each part takes
 * @param serverPids the server's processes, whose descendants count too; empty if they are unknown
 */
record LoadPlan(String label, Subscribe subscribe, Optional<Publish> publish, Times times, List<Long> serverPids) {

    /** The same for a server on another port, with one process. */
    LoadPlan at(int port, long pid) {
        return new LoadPlan(label, subscribe.withPort(port), publish.map(p -> p.withPort(port)), times, List.of(pid));
    }

    /**
     * How to subscribe.
     *
     * @param target where
     * @param subscribers how many subscriptions
     * @param topics over how many topics they are spread
     * @param headers more headers, each {@code Name: value}
     * @param coding which compression to ask for
     * @param connecting how many connections may be under way at a time
     */
    record Subscribe(Target target, int subscribers, int topics, List<String> headers, Coding coding, int connecting) {

        Subscribe withPort(int port) {
            return new Subscribe(target.withPort(port), subscribers, topics, headers, coding, connecting);
        }
    }

    /**
     * How to publish.
     *
     * @param target where
     * @param method the method of HTTP
     * @param headers more headers, each {@code Name: value}
     * @param body what is sent for one event
     * @param filler what an event consists of
     * @param size the bytes of one event's data
     * @param publishers how many publishes may be under way at a time, each on a connection of its own
     * @param batch how many events there are in a publish
     * @param pace how fast
     */
    record Publish(
            Target target,
            String method,
            List<String> headers,
            BodyTemplate body,
            Payload.Filler filler,
            int size,
            int publishers,
            int batch,
            Pace pace) {

        /** Whether the order in which events arrive can be judged: with more than one under way nobody knows it. */
        boolean ordered() {
            return publishers == 1;
        }

        Publish withPort(int port) {
            return new Publish(target.withPort(port), method, headers, body, filler, size, publishers, batch, pace);
        }
    }

    /**
     * How long each part of a run takes.
     *
     * @param settle between the last connection and the first event
     * @param warmUp published but not measured
     * @param measured what is measured
     * @param grace how long to wait at most for what is still on its way at the end
     */
    record Times(Duration settle, Duration warmUp, Duration measured, Duration grace) {}
}
