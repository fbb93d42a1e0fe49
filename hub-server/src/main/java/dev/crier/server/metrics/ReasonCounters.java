package dev.crier.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One counter for each value of an enum, all of them served from the start, so that a rate can be asked for before the first
 * case. Safe on any thread.
 */
final class ReasonCounters<R extends Enum<R>> {

    private final Map<R, Counter> counters;

    ReasonCounters(MeterRegistry registry, String name, String help, Class<R> reasons) {
        counters = new EnumMap<>(reasons);
        for (R reason : reasons.getEnumConstants()) {
            counters.put(
                    reason,
                    Counter.builder(name)
                            .description(help)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(R reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }
}
