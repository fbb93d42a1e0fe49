package dev.crier.bench.faults;

import java.util.Optional;

/** One kind of harm, done to a hub of its own. Stateless. */
interface Scenario {

    /** What {@code --only} calls it. */
    String name();

    /** What it needs that isn't on this machine. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** How many topics there are, the scenario's own included, on which no writer publishes by itself. */
    default int topics() {
        return 5;
    }

    /** Does the harm, and says to the round what was wrong. */
    void run(Round round) throws Exception;
}
