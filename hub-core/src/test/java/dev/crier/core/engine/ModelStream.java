package dev.crier.core.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * One connection of a {@link GapModel}: an outlet with little room, which judges every frame in the moment it is written.
 *
 * <p>What it demands: every event that matches comes once and in order; before the stream passes one that didn't come, a
 * {@code hub.gap} has named its topic, and then it could really not be had; a gap names no topic that lost nothing.
 */
final class ModelStream implements Outlet {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GapModel world;
    private final TopicFilter filter;
    private final WireFormat format;
    private final Start start;
    private final Map<String, Long> lostAtOpening = new HashMap<>();
    private final Set<Long> told = new HashSet<>();
    private final List<String> ids = new ArrayList<>();
    private Optional<EndReason> ended = Optional.empty();
    private Runnable drained = () -> {};
    private int room;
    private String epoch;
    private long cursor;
    private boolean fresh;
    private boolean opened;
    private boolean restarting;
    private boolean keptUp;
    private boolean retries;
    private boolean checkpointDue;
    private Optional<Long> resume = Optional.empty();
    private Optional<ModelLog.Read> lastPage = Optional.empty();
    private int pages;

    ModelStream(GapModel world, TopicFilter filter, WireFormat format, Start start, int room) {
        this.world = world;
        this.filter = filter;
        this.format = format;
        this.start = start;
        this.room = room;
        this.epoch = world.log().epoch();
        this.fresh = start instanceof Start.Earliest || start instanceof Start.Last;
        world.log().history(epoch).values().stream()
                .filter(record -> filter.matches(record.event().topic()) && lost(record, world.log()::evicted))
                .forEach(record -> lostAtOpening.merge(record.event().topic().path(), record.position(), Math::max));
    }

    // ---- what the test does with it

    SubscriptionRequest request() {
        return new SubscriptionRequest(filter, format, ContentCoding.IDENTITY, start, Buffer.buffer());
    }

    boolean open() {
        return ended.isEmpty();
    }

    /** The id that a client has which got only so many of the frames. */
    Optional<String> lastId(int frames) {
        return ids.subList(0, Math.min(frames, ids.size())).stream()
                .filter(id -> !id.isEmpty())
                .reduce((before, id) -> id);
    }

    int frames() {
        return ids.size();
    }

    /** Its socket has room again. */
    void drain(int writes) {
        room = writes;
        keptUp &= room > 0;
        drained.run();
    }

    /** A page of the log is about to be handed to it, if it is for this stream. */
    void page(ModelLog.Read read) {
        if (!read.isFor(filter)
                || !read.epochAsked.equals(epoch)
                || !world.log().epoch().equals(epoch)) {
            return;
        }
        retries = false;
        pages++;
        lastPage = Optional.of(read);
        if (fresh) {
            fresh = false;
            after(cursor).filter(record -> lost(record, read::evictedThen)).forEach(this::tell);
        }
    }

    /** A read of the log failed; if it was for this stream, it is tried again some time later. */
    void failed(ModelLog.Read read) {
        retries |= read.isFor(filter);
    }

    boolean retries() {
        return retries;
    }

    /** Nothing moves: what can be said of a stream that waits for nothing. */
    void settled() {
        boolean waits = world.log().reads().stream().anyMatch(read -> read.isFor(filter));
        boolean queued = world.log().reads().size() >= GapModel.PAGES_AT_A_TIME;
        if (open()
                && opened
                && room > 0
                && !waits
                && !queued
                && !retries
                && world.log().epoch().equals(epoch)) {
            fresh = false;
            keptUp = after(cursor).allMatch(record -> told.contains(record.position()));
            world.check(keptUp, this, "nothing moves, but the stream lacks events");
            world.check(!checkpointDue, this, "all is sent, but no checkpoint came after a gap");
        }
    }

    // ---- the outlet

    @Override
    public boolean writable() {
        return room > 0;
    }

    @Override
    public void onDrain(Runnable newDrained) {
        drained = newDrained;
    }

    @Override
    public void end(EndReason reason) {
        world.activity();
        ended = Optional.of(reason);
        if (reason == EndReason.OVERRUN) {
            world.check(world.closesBehind(), this, "closed for being behind although gaps are to be told");
            boolean forgotten = lastPage.isPresent() && lastPage.get().forgotten();
            world.check(
                    forgotten || after(cursor).anyMatch(this::newlyLost),
                    this,
                    "closed for being behind, but nothing is lost");
        } else {
            world.check(reason == EndReason.LOG_FAILED && world.logFails(), this, "ended because", reason);
        }
    }

    @Override
    public void write(Buffer bytes) {
        world.activity();
        room--;
        if (room <= 0) {
            keptUp = false;
        }
        try {
            String end = format == WireFormat.NDJSON ? "\n" : "\n\n";
            world.check(bytes.toString().endsWith(end), this, "half a frame");
            for (String frame : bytes.toString().split(end, 0)) {
                take(format == WireFormat.NDJSON ? JSON.readTree(frame) : block(frame));
            }
        } catch (JsonProcessingException broken) {
            world.check(false, this, "no JSON", broken.getMessage());
        }
    }

    /** An SSE block in the form of an NDJSON line; without newlines in the data, which these events don't have. */
    private static JsonNode block(String frame) throws JsonProcessingException {
        Map<String, String> fields = new HashMap<>();
        for (String line : frame.split("\n", 0)) {
            int colon = line.indexOf(':');
            fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        String type = fields.getOrDefault("event", "");
        if (type.equals("hub.gap")) {
            return JSON.readTree("{\"control\":\"gap\"," + fields.get("data").substring(1));
        }
        var line = JSON.createObjectNode().put("id", fields.get("id")).put("data", fields.get("data"));
        return type.equals("hub.checkpoint") ? line.put("control", "checkpoint") : line;
    }

    private void take(JsonNode frame) {
        ids.add(frame.path("id").asText(""));
        switch (frame.path("control").asText("event")) {
            case "event" -> event(id(frame, "id"), frame.get("data").asText());
            case "checkpoint" -> checkpoint(id(frame, "id"));
            case "gap" -> gap(frame);
            default -> world.check(false, this, "unexpected", frame);
        }
    }

    private static EventId id(JsonNode frame, String member) {
        return EventId.parse(frame.get(member).asText()).orElseThrow();
    }

    private void event(EventId id, String data) {
        world.check(opened, this, "an event before the first checkpoint");
        LogRecord record = world.log().history(epoch).get(id.position());
        world.check(
                id.epoch().equals(epoch)
                        && record != null
                        && record.event().data().equals(data),
                this,
                "no such event",
                id,
                data);
        world.check(filter.matches(record.event().topic()), this, "not asked for", record);
        world.check(id.position() > cursor, this, "doubled or out of order", id);
        world.check(resume.isEmpty() || resume.get() <= id.position(), this, "resumes before", resume);
        passTo(id.position() - 1);
        cursor = id.position();
        fresh = false;
        resume = Optional.empty();
    }

    private void checkpoint(EventId id) {
        world.check(id.epoch().equals(epoch), this, "a checkpoint of another history", id);
        if (restarting) {
            world.check(id.position() == 0, this, "begins again at", id);
        } else if (opened) {
            world.check(id.position() >= cursor, this, "a checkpoint before what was sent", id);
            passTo(id.position());
            checkpointDue = false;
            fresh = false;
        } else {
            opening(id);
        }
        restarting = false;
        opened = true;
        cursor = id.position();
    }

    private void opening(EventId id) {
        if (start instanceof Start.After after) {
            EventId asked = EventId.parse(after.lastEventId()).orElseThrow();
            world.check(id.equals(asked), this, "opens at", id, "instead of", asked);
        } else if (start instanceof Start.Last last && last.events() > 0) {
            long kept = world.log().keptMatching(filter).stream()
                    .filter(position -> position > id.position())
                    .count();
            long all = world.log().keptMatching(filter).size();
            world.check(kept == Math.min(all, last.events()), this, "replays", kept, "of", all);
        } else if (start instanceof Start.Earliest) {
            world.check(id.position() == 0, this, "the earliest is", id);
        } else {
            world.check(id.position() == world.head(), this, "live is", id, ", the head is", world.head());
        }
    }

    // ---- gaps

    private void gap(JsonNode gap) {
        String reason = gap.get("reason").asText();
        List<String> topics = new ArrayList<>();
        gap.get("topics").forEach(topic -> topics.add(topic.asText()));
        world.check(gap.get("more").asInt() == 0, this, "so many topics?");
        world.check(!topics.isEmpty(), this, "a gap of nothing");
        world.check(gap.path("id").isMissingNode(), this, "a gap with an id");
        if (reason.equals("restarted") || reason.equals("unknown")) {
            restart(reason, gap, topics);
        } else {
            lost(reason, gap, topics);
        }
        checkpointDue = true;
    }

    private void restart(String reason, JsonNode gap, List<String> topics) {
        String asked = start instanceof Start.After after ? after.lastEventId() : "";
        String current = world.log().epoch();
        if (opened || asked.isEmpty()) {
            world.check(reason.equals("restarted") && !epoch.equals(current), this, "restarted, but it is not");
        } else {
            Optional<EventId> id = EventId.parse(asked);
            boolean foreign = id.isPresent() && !id.get().epoch().equals(current);
            boolean future = id.isPresent() && id.get().position() > world.head();
            world.check(reason.equals(foreign ? "restarted" : "unknown"), this, "reason", reason, "for", asked);
            world.check(id.isEmpty() || foreign || future, this, "refused a good id", asked);
            world.check(gap.get("after").asText().equals(asked), this, "after", gap.get("after"), ", not", asked);
        }
        world.check(topics.equals(filter.patterns()), this, "topics", topics);
        world.check(id(gap, "resume").equals(new EventId(current, 0)), this, "resumes at", gap.get("resume"));
        epoch = current;
        cursor = 0;
        opened = true;
        restarting = true;
        fresh = true;
        keptUp = false;
        pages = 0;
        resume = Optional.empty();
        told.clear();
        lostAtOpening.clear();
    }

    private void lost(String reason, JsonNode gap, List<String> topics) {
        EventId after = id(gap, "after");
        world.check(!keptUp, this, "a reader that kept up lost something", gap);
        world.check(!world.closesBehind() || reason.equals("expired"), this, "told although it is to be closed");
        world.check(after.epoch().equals(epoch) && after.position() >= cursor, this, "after", after);
        passTo(after.position());
        List<LogRecord> news = after(after.position()).filter(this::newlyLost).toList();
        boolean forgotten = lastPage.isPresent() && lastPage.get().forgotten();
        Set<String> lostTopics = new HashSet<>();
        news.forEach(record -> lostTopics.add(record.event().topic().path()));
        if (!forgotten) {
            world.check(lostTopics.equals(Set.copyOf(topics)), this, "names", topics, ", lost something", lostTopics);
        }
        boolean before = news.stream()
                .anyMatch(record -> record.position()
                        <= lostAtOpening.getOrDefault(record.event().topic().path(), 0L));
        world.check(!before || reason.equals("expired"), this, "lost before it came, but", reason);
        world.check(pages < 2 || reason.equals("overrun"), this, "lost while it was there, but", reason);
        news.forEach(this::tell);
        resume = Optional.of(id(gap, "resume").position());
        world.check(resume.get() >= after.position(), this, "resumes before", after);
    }

    /** Whether neither the last page nor the window has an event, and it was not told before. */
    private boolean newlyLost(LogRecord record) {
        return lastPage.isPresent() && lost(record, lastPage.get()::evictedThen) && !told.contains(record.position());
    }

    private boolean lost(LogRecord record, ToLongFunction<Topic> evicted) {
        return record.position() <= evicted.applyAsLong(record.event().topic())
                && record.position() <= world.windowFloor();
    }

    private void tell(LogRecord record) {
        told.add(record.position());
    }

    private Stream<LogRecord> after(long position) {
        return world.log().history(epoch).tailMap(position, false).values().stream()
                .filter(record -> filter.matches(record.event().topic()));
    }

    /** Everything up to a position was sent or told. */
    private void passTo(long position) {
        after(cursor)
                .filter(record -> record.position() <= position && !told.contains(record.position()))
                .findFirst()
                .ifPresent(record -> world.check(false, this, "a silent hole", record));
    }

    @Override
    public String toString() {
        return "stream of " + filter + " in " + format + " from " + start + " at " + epoch + "-" + cursor + ", ids "
                + ids;
    }
}
