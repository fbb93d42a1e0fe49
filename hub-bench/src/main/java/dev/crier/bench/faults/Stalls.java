package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.util.Random;

/** Readers that stop reading, trickle, and read on; whoever stops for good is closed. */
final class Stalls implements Scenario {

    private static final int READERS = 24;
    private static final int[] PACES = {0, 0, 500, 20_000, Reader.UNBOUNDED};

    @Override
    public String name() {
        return "stalls";
    }

    @Override
    public void run(Round round) {
        HubUnderFault hub = round.hub(Setup.PLAIN.with("CRIER_SSE_STALL_TIMEOUT", "1s"));
        Writer writer = round.writer(hub.port(), 200, 20_000);
        round.crowd(3, hub.port());
        int before = hub.descriptors();
        Crowd crowd = round.crowd(READERS, hub.port());
        crowd.ask(all -> {
            all.forEach(reader -> {
                reader.smallBuffer();
                reader.cut(true);
            });
            return 0;
        });
        long began = System.nanoTime();
        Random random = round.fork();
        while (round.lasts(began, 0.8)) {
            changePaces(crowd, random);
            round.goOn(0.02);
        }
        pace(crowd, 0);
        round.await("the hub has closed those who read nothing", () -> hub.descriptors() <= before + 2);
        pace(crowd, Reader.UNBOUNDED);
        round.settle(writer);
        round.requireNoGaps();
    }

    /** Some stop reading, some trickle, some read on. */
    static void changePaces(Crowd crowd, Random random) {
        crowd.ask(all -> {
            for (Reader reader : all) {
                if (random.nextInt(4) == 0) {
                    reader.pace(PACES[random.nextInt(PACES.length)]);
                }
            }
            return 0;
        });
    }

    static void pace(Crowd crowd, int bytes) {
        crowd.ask(all -> {
            all.forEach(reader -> reader.pace(bytes));
            return 0;
        });
    }
}
