package dev.crier.bench.faults;

import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** 1,000 subscribers that read nothing, while 10 MB are published a second: what they cost the hub's memory and the others. */
final class ThousandStalled implements Scenario {

    private static final int STALLED = 1_000;
    private static final int EVENTS_A_SECOND = 100;
    /** Half of it on average: 10 MB a second. */
    private static final int MOST_BYTES = 200_000;

    private static final long MOST_GROWTH_KIB = 64L << 10;
    private static final int SMALL_BUFFER = 8 << 10;

    @Override
    public String name() {
        return "thousand";
    }

    @Override
    public void run(Round round) throws IOException {
        // Who stalls stays, so that all of them stall at once. The heap is bounded and all there from the beginning, so
        // that what grows is beside it: buffers. The history is full before they come.
        HubUnderFault hub = round.forgetfulHub(Setup.PLAIN
                .with("CRIER_SSE_STALL_TIMEOUT", "1h")
                .with("CRIER_LIMITS_WINDOW_BYTES", "16MiB")
                .with("CRIER_LIMITS_LOG_BYTES", "32MiB")
                .with("JAVA_OPTS", "-Xms192m -Xmx192m -XX:+AlwaysPreTouch"));
        Crowd others = round.crowd(3, hub.port());
        Writer writer = round.writer(hub.port(), EVENTS_A_SECOND, MOST_BYTES);
        round.goOn(0.3);
        others.latencies();
        round.goOn(0.2);
        double without = others.latencies();
        long before = hub.residentKib();
        List<SocketChannel> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                stalled.add(stall(hub.port()));
            }
            others.latencies();
            long published = round.ledger().taken();
            long most = 0;
            long began = System.nanoTime();
            while (round.lasts(began, 0.5)) {
                round.goOn(0.02);
                most = Math.max(most, hub.residentKib());
            }
            double with = others.latencies();
            double rate = (round.ledger().taken() - published)
                    * (MOST_BYTES / 2)
                    / (round.time().toMillis() * 500.0);
            long growth = most - before;
            round.note(String.format(
                    Locale.ROOT,
                    "%,d stalled at %.1f MB/s: memory %+.1f MiB, the others' p99 %.2f ms, %.2f ms without",
                    STALLED,
                    rate,
                    growth / 1024.0,
                    with,
                    without));
            round.require(
                    growth <= MOST_GROWTH_KIB,
                    "the hub grew by " + (growth >> 10) + " MiB, more than " + (MOST_GROWTH_KIB >> 10));
        } finally {
            for (SocketChannel one : stalled) {
                one.close();
            }
        }
        round.settle(writer);
        round.requireNoGaps();
    }

    private static SocketChannel stall(int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(
                "GET /events/faults/** HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }
}
