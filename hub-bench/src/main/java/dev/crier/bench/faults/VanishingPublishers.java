package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Publishers that are gone in the middle of a request, or before they have read its answer, and then try again under the same
 * idempotency key: nothing half is published, and each event is published once.
 */
final class VanishingPublishers implements Scenario {

    private static final int BATCH = 6;
    private static final int MOST_BYTES = 8_000;

    @Override
    public String name() {
        return "publishers";
    }

    @Override
    public void run(Round round) throws IOException {
        HubUnderFault hub = round.hub(Setup.PLAIN);
        round.crowd(8, hub.port());
        Writer writer = round.writer(hub.port(), 100, 1_000);
        Random random = round.fork();
        long began = System.nanoTime();
        int vanished = 0;
        while (round.lasts(began, 1)) {
            Post post = random.nextBoolean() ? one(round, random) : batch(round, random, vanished);
            for (int times = random.nextInt(3); times >= 0; times--) {
                post.sendAndVanish(hub.port(), upTo(post, random), random.nextBoolean());
                vanished++;
            }
            try (Socket socket = Post.connect(hub.port())) {
                int status = post.send(socket).status();
                round.require(status / 100 == 2, "a publish that was tried again was answered with " + status);
            }
        }
        round.note(vanished + " publishers vanished");
        round.settle(writer);
        round.requireNoGaps();
    }

    /** Anywhere, but most often in the body, and now and then at its very end. */
    private static int upTo(Post post, Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 1 + random.nextInt(post.body());
            case 1 -> post.length();
            default -> post.body() + random.nextInt(post.length() - post.body());
        };
    }

    private static Post one(Round round, Random random) {
        return Post.of(own(round), random.nextInt(MOST_BYTES));
    }

    private static Post batch(Round round, Random random, int key) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Numbered event = own(round);
            String data = event.data(random.nextInt(MOST_BYTES)).replace("\n", "\\n");
            lines.add("{\"topic\":\"" + Numbered.path(event.topic()) + "\",\"data\":\"" + data + "\"}\n");
        }
        return Post.of("/events", "application/x-ndjson", "batch-" + key, String.join("", lines));
    }

    /** The next event of the topic on which the writer doesn't publish. */
    private static Numbered own(Round round) {
        return round.ledger().next(round.ledger().topics() - 1);
    }
}
