package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Readers that stall, or are cut and can't come back for a while, while the hub keeps little: each is told of all that it can't
 * have any more, and of nothing else.
 */
final class Overruns implements Scenario {

    private static final int READERS = 24;
    /** Where nobody listens. */
    private static final int NOWHERE = 1;

    private static final String KEPT_EVENTS = "10";
    private static final String WINDOW = "64KiB";
    private static final String LARGEST = "32KiB";

    @Override
    public String name() {
        return "overruns";
    }

    @Override
    public void run(Round round) {
        HubUnderFault hub = round.forgetfulHub(Setup.PLAIN
                .with("CRIER_TOPIC_DEFAULTS_RETENTION_EVENTS", KEPT_EVENTS)
                .with("CRIER_LIMITS_WINDOW_BYTES", WINDOW)
                .with("CRIER_LIMITS_EVENT_BYTES", LARGEST));
        Writer writer = round.writer(hub.port(), 200, 20_000);
        AtomicBoolean away = new AtomicBoolean();
        Crowd crowd = round.crowd(READERS, () -> away.get() ? NOWHERE : hub.port());
        long began = System.nanoTime();
        Random random = round.fork();
        while (round.lasts(began, 1)) {
            Stalls.changePaces(crowd, random);
            away.set(true);
            crowd.cutSome(0.3);
            round.goOn(0.2);
            away.set(false);
            round.goOn(0.1);
        }
        Stalls.pace(crowd, Reader.UNBOUNDED);
        round.settle(writer);
        round.require(round.tally().gaps() > 0, "nobody has missed anything, so this has shown nothing");
    }
}
