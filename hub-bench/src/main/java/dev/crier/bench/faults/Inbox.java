package dev.crier.bench.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber gets over all its connections, put to its {@link Account}, and the place to come back to. Only for the
 * thread of its reader.
 */
final class Inbox implements StreamBlocks.Sink {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final Histogram latencies;
    private String lastId = "";

    /**
     * Makes one that is empty.
     *
     * @param latencies gets how late each event came, in nanoseconds
     */
    Inbox(Account account, Histogram latencies) {
        this.account = account;
        this.latencies = latencies;
    }

    Account account() {
        return account;
    }

    /** The place to come back to; empty if there is none yet. */
    String lastId() {
        return lastId;
    }

    @Override
    public void event(String type, String data) {
        switch (type) {
            case "message" -> message(Numbered.read(data).orElse(null));
            case "hub.checkpoint" -> account.begin();
            case "hub.gap" -> gap(data);
            default -> {
                // the hub may have more to say
            }
        }
    }

    private void message(@Nullable Numbered event) {
        if (account.event(event) && event != null) {
            long late = System.nanoTime() - account.published(event);
            latencies.recordValue(Math.max(0, Math.min(late, latencies.getHighestTrackableValue())));
        }
    }

    private void gap(String data) {
        try {
            JsonNode gap = JSON.readTree(data);
            List<String> topics = new ArrayList<>();
            gap.path("topics").forEach(topic -> topics.add(topic.asText()));
            account.gap(topics);
        } catch (JsonProcessingException e) {
            account.broken();
        }
    }

    @Override
    public void place(String id) {
        lastId = id;
    }
}
