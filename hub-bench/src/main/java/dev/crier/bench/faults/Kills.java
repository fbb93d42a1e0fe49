package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;

/**
 * SIGKILL under load, and a start after it: the history in memory is gone, so everybody who comes back is told of a gap, each
 * time.
 */
final class Kills implements Scenario {

    private static final int TIMES = 2;

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public void run(Round round) {
        HubUnderFault hub = round.hub(Setup.PLAIN);
        Crowd crowd = round.crowd(30, hub.port());
        Writer writer = round.writer(hub.port(), 500, 4_000);
        writer.hubMayDie();
        for (int i = 0; i < TIMES; i++) {
            int times = i;
            round.goOn(1.0 / TIMES);
            hub.kill();
            hub.startAgain();
            round.await(
                    "everybody is back and was told of the gap", () -> crowd.allOpen() && crowd.fewestGaps() > times);
        }
        round.goOn(0.2);
        round.settle(writer);
    }
}
