package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** More connections than the hub has file descriptors for: it accepts no more, streams live on, and then it accepts again. */
final class Descriptors implements Scenario {

    private static final int LIMIT = 200;
    private static final int CONNECTIONS = 400;

    @Override
    public String name() {
        return "descriptors";
    }

    @Override
    public void run(Round round) throws IOException {
        HubUnderFault hub = round.hub(Setup.PLAIN.limited("-n " + LIMIT));
        Crowd crowd = round.crowd(20, hub.port());
        Writer writer = round.writer(hub.port(), 200, 1_000);
        round.goOn(0.2);
        List<SocketChannel> taken = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel one = SocketChannel.open();
                taken.add(one);
                one.configureBlocking(false); // the kernel keeps those waiting that the hub doesn't take
                one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()));
            }
            round.await("the hub has no descriptor left", () -> hub.descriptors() >= LIMIT);
            double busy = hub.cpuSeconds();
            long[] before = round.ledger().takenOfEach();
            round.goOn(0.5);
            round.note(String.format(
                    Locale.ROOT,
                    "%.0f %% of a core meanwhile",
                    (hub.cpuSeconds() - busy) / (round.time().toMillis() * 0.5e-3) * 100));
            long[] after = round.ledger().takenOfEach();
            round.require(after[0] > before[0], "nothing can be published without a free descriptor");
            round.await("streams live on without a free descriptor", () -> crowd.allHave(after));
        } finally {
            for (SocketChannel one : taken) {
                one.close();
            }
        }
        round.crowd(20, hub.port());
        round.goOn(0.3);
        round.settle(writer);
        round.require(crowd.tally().reconnects() == 0, "streams were cut for want of descriptors");
        round.requireNoGaps();
    }
}
