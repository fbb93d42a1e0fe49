package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;

/**
 * A hub whose history is on disk, killed and ended in turn under load: nobody misses anything, nobody gets anything twice, and
 * nobody is told of a gap. A publish that was not answered is sent again under its key, and found if it was stored.
 */
final class Restarts implements Scenario {

    private static final int TIMES = 4;

    @Override
    public String name() {
        return "restart";
    }

    @Override
    public void run(Round round) throws IOException {
        HubUnderFault hub = round.hub(Setup.PLAIN.with(
                "CRIER_LOG_FOLDER", round.folder().resolve("log").toString()));
        Crowd crowd = round.crowd(30, hub.port());
        Writer writer = round.writer(hub.port(), 500, 4_000);
        for (int i = 0; i < TIMES; i++) {
            round.goOn(0.8 / TIMES);
            if (i % 2 == 0) {
                hub.kill();
            } else {
                hub.terminate();
            }
            hub.startAgain();
            round.await("everybody is back", crowd::allOpen);
        }
        round.goOn(0.2);
        round.settle(writer);
        round.requireNoGaps();
    }
}
