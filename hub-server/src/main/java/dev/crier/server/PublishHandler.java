package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import dev.crier.core.engine.Publisher;
import dev.crier.core.engine.TurnPublisher;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Identity;
import dev.crier.server.http.Answers;
import dev.crier.server.http.BodyLimits;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.RequestBody;
import dev.crier.server.http.Resource;
import dev.crier.server.http.Target;
import dev.crier.server.limits.PublishRate;
import dev.crier.server.metrics.HubMetrics;
import dev.crier.server.metrics.PublishRefusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Publishes what is posted: to {@code /events/<topic>} one event whose data is the body, to {@code /events} a batch.
 *
 * <p>Belongs to one event loop.
 */
final class PublishHandler {

    private final Publisher publisher;
    private final TurnPublisher turnPublisher;
    private final Lifecycle lifecycle;
    private final Cors cors;
    private final Answers answers;
    private final AccessRules access;
    private final BodyLimits body;
    private final Clients clients;
    private final PublishRate rate;
    private final HubMetrics metrics;

    /**
     * Makes a handler.
     *
     * @param publisher for batches
     * @param turnPublisher for single events
     * @param access who may publish where
     * @param body of one event
     * @param clients from whom requests are
     * @param rate how fast each may publish
     */
    PublishHandler(
            Publisher publisher,
            TurnPublisher turnPublisher,
            Lifecycle lifecycle,
            Cors cors,
            Answers answers,
            AccessRules access,
            BodyLimits body,
            Clients clients,
            PublishRate rate,
            HubMetrics metrics) {
        this.publisher = publisher;
        this.turnPublisher = turnPublisher;
        this.lifecycle = lifecycle;
        this.cors = cors;
        this.answers = answers;
        this.access = access;
        this.body = body;
        this.clients = clients;
        this.rate = rate;
        this.metrics = metrics;
    }

    /**
     * Answers a POST of {@code /events} or what is below it.
     *
     * @throws ProblemException if the publisher is refused, whatever it has to say
     */
    void handle(HttpServerRequest request, Target target, Identity identity) {
        try {
            cors.requireWriter(request);
            if (identity.anonymous()) {
                cors.requireOwnName(request);
            }
            access.requirePublisher(identity);
            lifecycle.requireOpen();
            Optional<PublishRate.Share> share = rate.of(identity, clients.address(request));
            if (target.path().equals(StreamQuery.PATH)) {
                requireNdjson(request);
                new BatchPublish(
                                publisher,
                                access,
                                identity,
                                request,
                                idempotency(request),
                                body,
                                share,
                                this::refused,
                                givenUp(request))
                        .begin();
                return;
            }
            share.ifPresent(PublishRate.Share::take);
        } catch (RuntimeException refusal) {
            refused(refusal);
            throw refusal;
        }
        Resource.answer(request, target, (same, asked) -> counted(same, asked, identity))
                .onSuccess(reply -> answers.send(reply, request));
    }

    private Future<Reply> counted(HttpServerRequest request, Target target, Identity identity) {
        try {
            return one(request, target, identity).onFailure(this::refused);
        } catch (RuntimeException refusal) {
            refused(refusal);
            throw refusal;
        }
    }

    /** Ends a batch of which no more is taken. */
    private Consumer<ProblemException> givenUp(HttpServerRequest request) {
        return refusal -> {
            refused(refusal);
            answers.send(Reply.problem(refusal.problem()), request);
        };
    }

    /** Counts an event that wasn't taken. */
    void refused(Throwable refusal) {
        metrics.publishRefused(PublishRefusal.of(refusal));
    }

    private Future<Reply> one(HttpServerRequest request, Target target, Identity identity) {
        Topic topic = Topic.of(target.after(StreamQuery.PATH + "/"));
        EventDraft empty = new EventDraft(
                topic,
                target.one("type").orElse(""),
                target.one("key").orElse(""),
                "",
                new IdempotencyKey(identity.principal(), idempotency(request)));
        requireOpenTopic(topic);
        access.requirePublisher(identity, topic);
        return RequestBody.text(request, body)
                .compose(data -> turnPublisher.publish(
                        new EventDraft(topic, empty.type(), empty.key(), data, empty.idempotency())))
                .map(id -> {
                    StringBuilder answer = new StringBuilder();
                    appendAccepted(answer, id, topic);
                    return Reply.of(200, "application/json", Buffer.buffer(answer.toString()));
                });
    }

    /** Says, in a line, that an event has its place; neither an id nor a topic holds anything that JSON would escape. */
    static void appendAccepted(StringBuilder answer, EventId id, Topic topic) {
        answer.append("{\"id\":\"")
                .append(id)
                .append("\",\"topic\":\"")
                .append(topic)
                .append("\"}\n");
    }

    /** What the sequencer would refuse too, but only after the body was read. */
    private static void requireOpenTopic(Topic topic) {
        if (topic.reserved()) {
            throw new ProblemException(403, "the topic '" + topic + "' is the hub's own; publish on another one");
        }
    }

    private static void requireNdjson(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        String media = type == null ? "" : type.split(";", 2)[0].strip();
        if (!media.equalsIgnoreCase(BatchPublish.MEDIA_TYPE)) {
            throw new ProblemException(Problem.of(
                            415,
                            "a batch is posted as '" + BatchPublish.MEDIA_TYPE + "', not "
                                    + (media.isEmpty() ? "without a content type" : "'" + media + "'")
                                    + "; for a single event, post its data to /events/<topic>")
                    .with("Accept-Post", BatchPublish.MEDIA_TYPE));
        }
    }

    private static String idempotency(HttpServerRequest request) {
        List<String> keys = request.headers().getAll("Idempotency-Key");
        if (keys.isEmpty()) {
            return "";
        }
        if (keys.size() > 1 || keys.get(0).isBlank()) {
            throw new ProblemException(
                    400,
                    "the Idempotency-Key is "
                            + (keys.size() > 1 ? "there more than once" : "empty; leave it out for none"));
        }
        return keys.get(0).strip();
    }
}
