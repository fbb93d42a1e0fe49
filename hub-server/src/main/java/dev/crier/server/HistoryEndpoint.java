package dev.crier.server;

import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.engine.Envelope;
import dev.crier.core.engine.Gap;
import dev.crier.core.engine.Hub;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Identity;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the history page by page, from the log. What can't be had any more is announced in the page itself, as it is in a
 * stream. Stateless.
 */
final class HistoryEndpoint {

    static final String PATH = "/history";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST_EVENTS = 1_000;
    private static final long MOST_BYTES = 1 << 20;

    private final Hub hub;
    private final AccessRules access;
    private final int mostFilters;
    private final Function<HttpServerRequest, ?> asker;

    /** Makes one; the last tells whose question a request is, since all have their turn. */
    HistoryEndpoint(Hub hub, AccessRules access, int mostFilters, Function<HttpServerRequest, ?> asker) {
        this.hub = hub;
        this.access = access;
        this.mostFilters = mostFilters;
        this.asker = asker;
    }

    /** Where a reader stands, and what was wrong with the id that it came with. */
    private record Place(long position, boolean baseline, Optional<Gap.Reason> refused) {}

    private record Found(Place place, Page page) {}

    /** A page of events: after an id, or else the newest {@code replay}, or else from the oldest on. */
    Future<Reply> page(HttpServerRequest request, Target target, Identity identity) {
        TopicFilter filter = access.readable(StreamQuery.filter(PATH, target, mostFilters), identity);
        int limit = target.number("limit", 1, MOST_EVENTS).orElse(DEFAULT_LIMIT);
        String after = target.one("after").filter(id -> !id.equals("earliest")).orElse("");
        Optional<Integer> newest = target.number("replay", 0, MOST_EVENTS).filter(number -> after.isEmpty());
        Lineage lineage = hub.lineage();
        Place named = place(after, lineage);
        return hub.ask(
                        asker.apply(request),
                        log -> newest.map(number -> log.cursorBefore(filter, number)
                                        .map(position -> new Place(position, true, Optional.empty())))
                                .orElse(Future.succeededFuture(named))
                                .compose(place -> log.read(filter, place.position(), Long.MAX_VALUE, limit, MOST_BYTES)
                                        .map(page -> new Found(place, page))))
                .map(found -> answer(filter, after, found.place(), lineage, found.page()));
    }

    private Place place(String after, Lineage lineage) {
        if (after.isEmpty()) {
            return new Place(0, true, Optional.empty());
        }
        Optional<EventId> id = EventId.parse(after);
        if (id.isPresent() && !id.get().epoch().equals(lineage.epoch())) {
            return new Place(0, true, Optional.of(Gap.Reason.RESTARTED));
        }
        if (id.isEmpty() || id.get().position() > hub.head().position()) {
            return new Place(0, true, Optional.of(Gap.Reason.UNKNOWN));
        }
        return new Place(id.get().position(), false, Optional.empty());
    }

    private static Reply answer(TopicFilter filter, String after, Place place, Lineage lineage, Page page) {
        EventId next = new EventId(lineage.epoch(), Math.max(page.through(), place.position()));
        EventId resume = next;
        Buffer json = Buffer.buffer("{\"events\":[");
        String separator = "";
        for (LogRecord log : page.records()) {
            EventId id = new EventId(lineage.epoch(), log.position());
            resume = separator.isEmpty() ? id : resume;
            json.appendString(separator).appendBytes(Envelope.of(id, log.event()));
            separator = ",";
        }
        json.appendString("],\"next\":\"" + next + "\",\"more\":" + page.more());
        gap(filter, after, place, lineage, page, resume)
                .ifPresent(gap -> json.appendString(",\"gap\":" + gap.json(false)));
        return Reply.of(200, "application/json", json.appendString("}\n"));
    }

    private static Optional<Gap> gap(
            TopicFilter filter, String after, Place place, Lineage lineage, Page page, EventId resume) {
        if (place.refused().isPresent()) {
            return Optional.of(Gap.of(place.refused().get(), filter.patterns(), after, resume));
        }
        if (place.baseline()) {
            return Optional.empty();
        }
        if (lineage.holes().stream().anyMatch(hole -> place.position() < hole.through())) {
            return Optional.of(Gap.of(Gap.Reason.LOST, filter.patterns(), after, resume));
        }
        if (page.forgotten() > place.position()) {
            return Optional.of(Gap.of(Gap.Reason.EXPIRED, filter.patterns(), after, resume));
        }
        List<String> lost =
                page.newestEvicted().keySet().stream().map(Topic::path).toList();
        return lost.isEmpty() ? Optional.empty() : Optional.of(Gap.of(Gap.Reason.EXPIRED, lost, after, resume));
    }
}
