package dev.crier.server;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.engine.Envelope;
import dev.crier.core.engine.Hub;
import dev.crier.core.spi.TopicSummary;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Identity;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Tells what topics exist, how much of each is kept, and how many subscriptions match it. Stateless. */
final class TopicsEndpoint {

    static final String PATH = "/topics";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1_000;

    private record Report(TopicSummary summary, long subscribers) {}

    private final Hub hub;
    private final AccessRules access;
    private final int mostFilters;
    private final Function<HttpServerRequest, ?> asker;

    /** Makes one; the last tells whose question a request is, since all have their turn. */
    TopicsEndpoint(Hub hub, AccessRules access, int mostFilters, Function<HttpServerRequest, ?> asker) {
        this.hub = hub;
        this.access = access;
        this.mostFilters = mostFilters;
        this.asker = asker;
    }

    /** All topics that match the query and may be read, sorted, page by page. */
    Future<Reply> list(HttpServerRequest request, Target target, Identity identity) {
        TopicFilter filter = access.readable(StreamQuery.filter(PATH, target, mostFilters), identity);
        int limit = target.number("limit", 1, MOST).orElse(DEFAULT_LIMIT);
        // One more than asked for tells whether there are more.
        return reports(request, filter, target.one("after").orElse(""), limit + 1)
                .map(found -> {
                    List<Report> page = found.subList(0, Math.min(limit, found.size()));
                    JsonArray topics = new JsonArray();
                    page.forEach(report -> topics.add(json(report)));
                    JsonObject answer = new JsonObject().put("topics", topics);
                    if (found.size() > limit) {
                        answer.put("next", page.get(limit - 1).summary().topic().path());
                    }
                    return Reply.json(200, answer);
                });
    }

    /** One topic. */
    Future<Reply> one(HttpServerRequest request, Target target, Identity identity) {
        Topic topic = Topic.of(target.after(PATH + "/"));
        return reports(request, access.readable(TopicFilter.exactly(topic), identity), "", 1)
                .map(found -> {
                    if (found.isEmpty()) {
                        throw new ProblemException(404, "nothing has been published on the topic '" + topic + "'");
                    }
                    return Reply.json(200, json(found.get(0)));
                });
    }

    private Future<List<Report>> reports(HttpServerRequest request, TopicFilter filter, String after, int most) {
        return hub.ask(
                asker.apply(request),
                log -> log.topics(filter, after, most)
                        .compose(found -> hub.subscribers(
                                        found.stream().map(TopicSummary::topic).toList())
                                .map(subscribers -> found.stream()
                                        .map(summary ->
                                                new Report(summary, subscribers.getOrDefault(summary.topic(), 0L)))
                                        .toList())));
    }

    private JsonObject json(Report report) {
        TopicSummary summary = report.summary();
        JsonObject json = new JsonObject()
                .put("topic", summary.topic().path())
                .put("events", summary.events())
                .put("bytes", summary.bytes());
        if (summary.oldest() > 0) {
            json.put("oldest", hub.id(summary.oldest()).toString());
        }
        return json.put("newest", hub.id(summary.head()).toString())
                .put("time", Envelope.time(summary.lastTime()))
                .put("subscribers", report.subscribers());
    }
}
