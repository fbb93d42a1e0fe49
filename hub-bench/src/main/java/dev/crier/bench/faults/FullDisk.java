package dev.crier.bench.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.bench.faults.HubUnderFault.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk that takes no more, now and then: a source whose state does not fit is told so, keeps what it kept before, and goes on
 * when there is room; nobody else notices. The hub writes nothing else. The limit is the size of a file ({@code ulimit -f}),
 * which fails a write in the middle, as a full disk does, and needs no rights.
 */
final class FullDisk implements Scenario {

    private static final String SOURCES = "  filler: {type: wild, topic: wild/disk, kind: fills}\n";
    private static final String TOPIC = "/history/wild/disk?limit=1000";

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public void run(Round round) throws IOException {
        HubUnderFault hub = round.hub(Setup.PLAIN.limited("-f 1000").configured(Plugin.write(round.folder(), SOURCES)));
        Crowd crowd = round.crowd(8, hub.port());
        Writer writer = round.writer(hub.port(), 100, 1_000);
        round.goOn(0.5);
        round.await("the disk was full", () -> said(hub).stream().anyMatch(text -> text.startsWith("full")));
        round.settle(writer);
        round.requireNoGaps();
        crowd.sendAway(Integer.MAX_VALUE);
        hub.kill();
        hub.startAgain();
        round.await("the source resumes", () -> !said(hub).isEmpty());
        int resumed = number(said(hub).get(0));
        round.require(
                resumed > 5, "the source resumed at " + resumed + ", as if it had kept nothing over the full disk");
        round.goOn(0.3);
        round.await("the source goes on", () -> said(hub).stream().anyMatch(text -> text.startsWith("kept")));
        round.note("resumed at " + resumed);
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
    }

    private static List<String> said(HubUnderFault hub) {
        try {
            JsonNode events = new ObjectMapper().readTree(hub.get(TOPIC)).path("events");
            List<String> said = new ArrayList<>();
            events.forEach(event -> said.add(event.path("data").asText()));
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
