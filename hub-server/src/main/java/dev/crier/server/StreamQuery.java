package dev.crier.server;

import dev.crier.core.TopicFilter;
import dev.crier.core.engine.ContentCoding;
import dev.crier.core.engine.Start;
import dev.crier.core.engine.WireFormat;
import dev.crier.server.http.Accept;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Target;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a GET of events asks for: which topics, in which format, from where on. Immutable.
 *
 * @param filter which topics
 * @param format how to write them
 * @param coding how to code what is written
 * @param start where to begin
 */
record StreamQuery(TopicFilter filter, WireFormat format, ContentCoding coding, Start start) {

    /** The path of all events, and the parent of each topic's. */
    static final String PATH = "/events";

    private static final List<String> OFFERS = List.of(WireFormat.SSE.contentType(), WireFormat.NDJSON.contentType());
    private static final String EARLIEST = "earliest";

    /**
     * Reads a request.
     *
     * @param codings how streams may be compressed
     * @param mostFilters how many topics and patterns may be asked for
     * @throws ProblemException 400 for a parameter that can't be understood, 406 if no format is acceptable
     * @throws dev.crier.core.InvalidTopicException if a topic or pattern breaks the grammar
     */
    static StreamQuery of(HttpServerRequest request, Target target, Codings codings, int mostFilters) {
        return new StreamQuery(
                filter(PATH, target, mostFilters),
                format(request, target),
                codings.choose(request),
                start(request, target));
    }

    /** The same for other topics: those of what is asked for that may be read. */
    StreamQuery withFilter(TopicFilter other) {
        return new StreamQuery(other, format, coding, start);
    }

    /**
     * The topics after a path, or else those in the query, or else all.
     *
     * @param most how many may be asked for
     */
    static TopicFilter filter(String path, Target target, int most) {
        if (target.path().length() > path.length()) {
            return TopicFilter.of(target.after(path + "/"));
        }
        List<String> patterns = target.all("topic");
        if (patterns.size() > most) {
            throw new ProblemException(
                    400,
                    "at most " + most + " topics and patterns can be asked for at once, not " + patterns.size()
                            + "; use patterns, or more than one subscription");
        }
        return patterns.isEmpty() ? TopicFilter.ALL : TopicFilter.anyOf(patterns);
    }

    private static WireFormat format(HttpServerRequest request, Target target) {
        String type = Accept.best(request.headers().getAll("Accept"), OFFERS)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(406, "events come as " + String.join(" or ", OFFERS) + "; accept one of them")));
        if (type.equals(WireFormat.NDJSON.contentType())) {
            return WireFormat.NDJSON;
        }
        Optional<String> format = target.one("format");
        if (format.isEmpty()) {
            return WireFormat.SSE;
        }
        if (format.get().equals("envelope")) {
            return WireFormat.ENVELOPE;
        }
        throw new ProblemException(
                400,
                "the parameter 'format' is 'envelope' or absent, not '" + format.get()
                        + "'; for lines of JSON send 'Accept: " + WireFormat.NDJSON.contentType() + "'");
    }

    /** A place in the history, by the header that browsers send or by the query, wins over a number of events. */
    private static Start start(HttpServerRequest request, Target target) {
        Optional<Integer> replay = target.number("replay", 0, Integer.MAX_VALUE);
        Optional<String> id = Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .filter(header -> !header.isEmpty())
                .or(() -> target.one("lastEventId"));
        if (id.isPresent()) {
            return id.get().equals(EARLIEST) ? Start.earliest() : Start.after(id.get());
        }
        return replay.isPresent() ? Start.last(replay.get()) : Start.live();
    }
}
