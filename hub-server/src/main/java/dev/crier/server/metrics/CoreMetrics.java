package dev.crier.server.metrics;

import dev.crier.core.PublishException;
import dev.crier.core.engine.Gap;
import dev.crier.core.engine.Hub;
import dev.crier.core.engine.HubCounts;
import dev.crier.core.spi.Retained;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Shows what the core counts. Stateless. */
final class CoreMetrics {

    private static final String BYTES = "bytes";

    private CoreMetrics() {}

    static void bind(MeterRegistry registry, Hub hub) {
        HubCounts counts = hub.counts();
        intake(registry, counts);
        deliveries(registry, counts);
        held(registry, hub);
    }

    private static void intake(MeterRegistry registry, HubCounts counts) {
        counter("crier.events.received", "Events that came in, whoever sent them", counts, HubCounts::received)
                .register(registry);
        counter("crier.received", "The data of the events that came in", counts, HubCounts::receivedBytes)
                .baseUnit(BYTES)
                .register(registry);
        counter(
                        "crier.events.deduplicated",
                        "Events that repeated an earlier one's idempotency key, and weren't stored again",
                        counts,
                        HubCounts::deduplicated)
                .register(registry);
        for (PublishException.Reason reason : PublishException.Reason.values()) {
            counter(
                            "crier.events.dropped",
                            "Events that came in and weren't stored",
                            counts,
                            all -> all.dropped(reason))
                    .tag("reason", label(reason))
                    .register(registry);
        }
    }

    private static void deliveries(MeterRegistry registry, HubCounts counts) {
        counter(
                        "crier.events.delivered",
                        "Events that were written to subscribers, one for each subscriber",
                        counts,
                        HubCounts::delivered)
                .register(registry);
        counter("crier.delivered", "What was written to streams, as it was sent", counts, HubCounts::deliveredBytes)
                .baseUnit(BYTES)
                .register(registry);
        counter(
                        "crier.events.replayed",
                        "Those of the delivered events that one subscriber alone was sent: it came back, asked for the"
                                + " past, or was slow",
                        counts,
                        HubCounts::replayedEvents)
                .register(registry);
        for (boolean whole : new boolean[] {true, false}) {
            counter(
                            "crier.replays",
                            "Streams that asked for a part of the history and have got all there is of it",
                            counts,
                            all -> all.replays(whole))
                    .tag("result", whole ? "whole" : "gap")
                    .register(registry);
        }
        for (Gap.Reason reason : Gap.Reason.values()) {
            counter("crier.gaps", "Gaps that were announced to subscribers", counts, all -> all.gaps(reason))
                    .tag("reason", label(reason))
                    .register(registry);
        }
        gauge("crier.subscriptions.catching.up", "Subscriptions that aren't up to date", counts, HubCounts::catchingUp)
                .register(registry);
        gauge(
                        "crier.subscriptions.slow",
                        "Subscriptions whose readers leave their sockets full",
                        counts,
                        HubCounts::slow)
                .register(registry);
    }

    private static void held(MeterRegistry registry, Hub hub) {
        gauge("crier.subscriptions", "Subscriptions", hub, Hub::subscribers).register(registry);
        gauge(
                        "crier.retained.events",
                        "Events that the log keeps",
                        hub,
                        of -> retained(of).events())
                .register(registry);
        gauge(
                        "crier.retained",
                        "What the log keeps, overhead included",
                        hub,
                        of -> retained(of).bytes())
                .baseUnit(BYTES)
                .register(registry);
        gauge("crier.window.events", "Events that are in memory, ready to send", hub, Hub::windowEvents)
                .register(registry);
        gauge("crier.window", "What is in memory, ready to send, overhead included", hub, Hub::windowBytes)
                .baseUnit(BYTES)
                .register(registry);
        gauge("crier.pending", "Events that wait for their place, overhead included", hub, Hub::pendingBytes)
                .baseUnit(BYTES)
                .register(registry);
        gauge(
                        "crier.log.available",
                        "Whether the log can append",
                        hub,
                        of -> of.state().available() ? 1 : 0)
                .register(registry);
    }

    private static Retained retained(Hub hub) {
        return hub.log().retained().orElse(new Retained(0, 0));
    }

    private static <T> FunctionCounter.Builder<T> counter(String name, String help, T of, ToDoubleFunction<T> value) {
        return FunctionCounter.builder(name, of, value).description(help);
    }

    private static <T> Gauge.Builder<T> gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        return Gauge.builder(name, of, value).description(help).strongReference(true);
    }

    private static String label(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
