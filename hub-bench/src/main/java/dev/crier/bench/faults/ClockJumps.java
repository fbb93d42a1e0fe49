package dev.crier.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.bench.HttpAnswer;
import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The hub's wall clock jumps by days, forth and back, while its monotonic clock goes on, as when a machine's time is set:
 * libfaketime does it to the hub's process alone. Nobody is cut by it, heartbeats go on, who must wait waits no longer, and what
 * is too old by the new time is gone for those who come late.
 */
final class ClockJumps implements Scenario {

    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
    private static final String FORTH = "+3d";
    private static final List<String> TIMES = List.of(FORTH, "-5d", "+40d", "+0");
    private static final int SILENCE_MILLIS = 20_000;
    private static final int TAKEN = 200;
    /** After so many the demo takes a line from a visitor again, whatever the time is. */
    private static final int SECONDS_TO_WAIT = 3;

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Optional<String> missing() {
        return library().isPresent() ? Optional.empty() : Optional.of("libfaketime (Debian: apt install libfaketime)");
    }

    private static Optional<Path> library() {
        return List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/usr/lib64").stream()
                .map(folder -> Path.of(folder, LIBRARY))
                .filter(Files::isReadable)
                .findFirst();
    }

    @Override
    public void run(Round round) throws IOException {
        Path offset = round.folder().resolve("offset");
        set(offset, "+0");
        HubUnderFault hub = round.hub(Setup.PLAIN
                .with("LD_PRELOAD", library().orElseThrow().toString())
                .with("FAKETIME_TIMESTAMP_FILE", offset.toString())
                .with("FAKETIME_CACHE_DURATION", "1")
                .with("DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("CRIER_SSE_HEARTBEAT", "1s"));
        Crowd crowd = round.crowd(20, hub.port());
        Writer writer = round.writer(hub.port(), 200, 1_000);
        round.goOn(0.2);
        try (Socket quiet = Post.connect(hub.port())) {
            quiet.setSoTimeout(SILENCE_MILLIS);
            quiet.getOutputStream().write("GET /events/quiet HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(quiet.getInputStream(), StandardCharsets.UTF_8));
            for (String time : TIMES) {
                long[] before = round.ledger().answered();
                set(offset, time);
                round.await("the hub's time is " + time, () -> differs(hub, time));
                heartbeat(lines);
                long wait = wait(hub);
                round.require(wait <= SECONDS_TO_WAIT, "at " + time + " a visitor is to wait " + wait + " s");
                if (time.equals(FORTH)) {
                    round.await("what is too old by the new time is gone", () -> oldest(hub) >= before[0]);
                }
                round.goOn(0.8 / TIMES.size());
            }
        }
        round.settle(writer);
        round.require(crowd.tally().reconnects() == 0, "a jump of the clock has cut subscribers");
        round.requireNoGaps();
    }

    /** Two signs of life: the first may have been on its way. */
    private static void heartbeat(BufferedReader lines) throws IOException {
        for (int seen = 0; seen < 2; ) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the hub has ended a quiet stream");
            }
            if (line.startsWith(":") || line.startsWith("event: hub.checkpoint")) {
                seen++;
            }
        }
    }

    /** Writes lines in the demo until there are too many; answers how long its visitor is to wait then, in seconds. */
    private static long wait(HubUnderFault hub) throws IOException {
        try (Socket visitor = Post.connect(hub.port())) {
            HttpAnswer answer = line().send(visitor);
            while (answer.status() == TAKEN) {
                answer = line().send(visitor);
            }
            String wait = answer.header("Retry-After");
            if (wait.isEmpty()) {
                throw new IOException("a visitor got " + answer.status() + " without Retry-After");
            }
            return Long.parseLong(wait);
        }
    }

    private static Post line() {
        return Post.of("/demo/activity", "text/plain", "none", "what time is it?");
    }

    /** The number of the oldest event that the first topic keeps. */
    private static long oldest(HubUnderFault hub) {
        try {
            JsonNode page = new ObjectMapper().readTree(hub.get("/history/" + Numbered.path(0) + "?limit=1"));
            return Numbered.read(page.at("/events/0/data").asText())
                    .map(Numbered::number)
                    .orElse(-1L);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean differs(HubUnderFault hub, String time) {
        long days = Long.parseLong(time.replaceAll("[^-0-9]", ""));
        return Math.abs(hub.secondsAhead() - days * 86_400) < 3_600;
    }

    /** In one step, since the hub reads it whenever it likes. */
    private static void set(Path offset, String time) throws IOException {
        Path next = Files.writeString(offset.resolveSibling("next"), time + "\n");
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
