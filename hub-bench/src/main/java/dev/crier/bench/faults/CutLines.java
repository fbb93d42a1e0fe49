package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.util.Random;

/** Connections that are cut at any byte, reset, half-closed, delayed, and so slow that they trickle. */
final class CutLines implements Scenario {

    private static final int EVENTS_A_SECOND = 300;
    private static final int MOST_BYTES = 3_000;

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public void run(Round round) {
        against(round, round.hub(Setup.PLAIN).port());
    }

    /** The same with a server that is there already. */
    void against(Round round, int port) {
        Random random = round.fork();
        Proxy proxy = round.proxy(port, () -> Weather.foul(random));
        Crowd through = round.crowd(30, proxy.port());
        round.crowd(5, port);
        Writer writer = round.writer(port, EVENTS_A_SECOND, MOST_BYTES);
        round.goOn(1);
        proxy.weather(() -> Weather.FAIR);
        round.settle(writer);
        round.note(proxy.ended() + " lines cut");
        round.require(proxy.ended() > 0, "no line was cut");
        round.require(through.tally().reconnects() > 0, "nobody came back");
        round.requireNoGaps();
    }
}
