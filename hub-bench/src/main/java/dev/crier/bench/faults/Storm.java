package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;

/** All subscribers behind one line lose it at once, and come back at once; again and again. */
final class Storm implements Scenario {

    private static final int READERS = 300;
    private static final int TIMES = 4;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public void run(Round round) {
        HubUnderFault hub = round.hub(Setup.PLAIN);
        Proxy proxy = round.proxy(hub.port(), () -> Weather.FAIR);
        Crowd crowd = round.crowd(READERS, proxy.port());
        Crowd stayers = round.crowd(10, hub.port());
        Writer writer = round.writer(hub.port(), 200, 500);
        for (int i = 0; i < TIMES; i++) {
            round.goOn(1.0 / TIMES);
            int times = i + 1;
            proxy.cutAll();
            round.await("all are back after a storm", () -> crowd.fewestReconnects() >= times && crowd.allOpen());
        }
        round.settle(writer);
        round.require(stayers.tally().reconnects() == 0, "a storm has cut those who stayed");
        round.requireNoGaps();
    }
}
