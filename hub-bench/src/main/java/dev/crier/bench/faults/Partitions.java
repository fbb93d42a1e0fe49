package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;

/** A network that passes nothing for a while, without a word to either side, and then everything again. */
final class Partitions implements Scenario {

    private static final int TIMES = 3;
    private static final int READERS = 30;

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public void run(Round round) {
        HubUnderFault hub = round.hub(Setup.PLAIN.with("CRIER_SSE_STALL_TIMEOUT", "1s"));
        Writer writer = round.writer(hub.port(), 200, 40_000);
        round.crowd(3, hub.port());
        int before = hub.descriptors();
        Proxy proxy = round.proxy(hub.port(), () -> Weather.FAIR);
        round.crowd(READERS, proxy.port());
        for (int i = 0; i < TIMES; i++) {
            proxy.partition(true);
            round.goOn(0.5 / TIMES);
            round.await("the hub has let go of those behind a partition", () -> hub.descriptors() <= before + 2);
            proxy.partition(false);
            round.goOn(0.5 / TIMES);
        }
        round.settle(writer);
        round.requireNoGaps();
    }
}
