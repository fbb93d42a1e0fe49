package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;

/**
 * SIGTERM under load, and a start after it: whoever was connected has everything that the hub had answered for when it ended,
 * and is told of the new history.
 */
final class Terminations implements Scenario {

    private static final int TIMES = 2;

    @Override
    public String name() {
        return "sigterm";
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
            hub.terminate();
            long[] answered = round.ledger().answered();
            round.await("everybody has what was answered before the end", () -> crowd.allHave(answered));
            round.require(
                    crowd.mostGaps() <= times,
                    "a gap was announced before the hub had ended, though nothing was missing");
            hub.startAgain();
            round.await(
                    "everybody is back and was told of the new history",
                    () -> crowd.allOpen() && crowd.fewestGaps() > times);
        }
        round.goOn(0.2);
        round.settle(writer);
    }
}
