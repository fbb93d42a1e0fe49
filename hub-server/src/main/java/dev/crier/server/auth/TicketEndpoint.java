package dev.crier.server.auth;

import dev.crier.core.TopicFilter;
import dev.crier.server.http.BodyLimits;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.RequestBody;
import dev.crier.server.http.Room;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Issues a ticket to who shows a token, for what the token permits to read or less. Stateless. */
public final class TicketEndpoint {

    /** Where it stands. */
    public static final String PATH = "/tickets";

    private static final int MOST_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Authentication authentication;
    private final AccessRules access;
    private final Tickets tickets;
    private final BodyLimits body;

    /**
     * Makes one.
     *
     * @param bodies room for what has come of bodies that aren't whole yet
     */
    public TicketEndpoint(Authentication authentication, AccessRules access, Room bodies) {
        this.authentication = authentication;
        this.access = access;
        this.tickets = authentication.tickets();
        this.body = new BodyLimits(MOST_BYTES, PATIENCE, bodies);
    }

    /** Answers with a ticket. */
    public Future<Reply> issue(HttpServerRequest request, Target target) {
        Future<Identity> identity = authentication.identifyBearer(request);
        return RequestBody.read(request, body).compose(sent -> identity.map(known -> issue(known, scope(sent))));
    }

    private Reply issue(Identity identity, Optional<TopicFilter> asked) {
        asked.ifPresent(filter -> access.readable(filter, identity));
        Optional<TopicFilter> scope = asked.isEmpty()
                ? identity.subscribe()
                : asked.flatMap(filter -> AccessRules.common(filter, identity.subscribe()));
        Tickets.Ticket ticket = tickets.issue(identity, scope);
        if (ticket.text().length() > Tickets.MOST_CHARACTERS) {
            throw new ProblemException(
                    400, "a ticket for so many patterns is too long for an address; ask for fewer in 'subscribe'");
        }
        return Reply.json(
                200,
                new JsonObject()
                        .put("ticket", ticket.text())
                        .put("spendBy", ticket.spendBy().toString())
                        .put("expires", identity.expires().toString()));
    }

    /** What is asked for; empty for all that the token permits. */
    private static Optional<TopicFilter> scope(Buffer body) {
        if (body.length() == 0) {
            return Optional.empty();
        }
        try {
            JsonObject json = new JsonObject(body);
            if (json.fieldNames().equals(java.util.Set.of("subscribe"))
                    && json.getValue("subscribe") instanceof JsonArray patterns
                    && !patterns.isEmpty()) {
                return Optional.of(TopicFilter.anyOf(texts(patterns)));
            }
        } catch (DecodeException e) {
            throw unreadable();
        }
        throw unreadable();
    }

    private static List<String> texts(JsonArray patterns) {
        if (patterns.size() > TokenVerifier.MOST_PATTERNS) {
            throw new ProblemException(
                    400, "'subscribe' lists more than " + TokenVerifier.MOST_PATTERNS + " topics and patterns");
        }
        List<String> texts = new ArrayList<>();
        for (Object pattern : patterns) {
            if (!(pattern instanceof String text)) {
                throw unreadable();
            }
            texts.add(text);
        }
        return texts;
    }

    private static ProblemException unreadable() {
        return new ProblemException(
                400,
                "the body is a JSON object such as {\"subscribe\":[\"a/b\",\"c/**\"]}, or empty for all that the token"
                        + " permits");
    }
}
