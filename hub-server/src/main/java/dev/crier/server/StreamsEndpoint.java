package dev.crier.server;

import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The open streams of all event loops, as operators see and end them. Safe on any thread: each loop answers for its own.
 */
final class StreamsEndpoint {

    static final String PATH = "/connections";

    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final List<ServerVerticle> servers;

    StreamsEndpoint(List<ServerVerticle> servers) {
        this.servers = servers;
    }

    /** A page of them, in the order in which they were opened. */
    Future<Reply> list(HttpServerRequest request, Target target) {
        long after = target.one("after").map(StreamsEndpoint::id).orElse(0L);
        int limit = target.number("limit", 1, MOST).orElse(USUAL);
        return ask(streams -> streams.list(after, limit + 1)).map(found -> {
            List<JsonObject> all = found.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(stream -> stream.getLong("id")))
                    .toList();
            List<JsonObject> page = all.subList(0, Math.min(limit, all.size()));
            JsonObject json = new JsonObject().put("connections", new JsonArray(page));
            if (all.size() > page.size()) {
                json.put("next", page.get(page.size() - 1).getLong("id").toString());
            }
            return Reply.json(200, json);
        });
    }

    /**
     * Ends one.
     *
     * @throws ProblemException 404 if there is none of that id
     */
    Future<Reply> end(HttpServerRequest request, Target target) {
        long id = id(target.after(PATH + "/"));
        return ask(streams -> streams.dismiss(id)).map(found -> {
            if (!found.contains(true)) {
                throw new ProblemException(404, "there is no open stream " + id + "; GET " + PATH + " lists them");
            }
            return Reply.empty(204);
        });
    }

    private static long id(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new ProblemException(400, "the id of a stream is a number, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private <T> Future<List<T>> ask(Function<OpenStreams, T> question) {
        List<Future<T>> answers =
                servers.stream().map(server -> server.ask(question)).toList();
        return Future.all(answers).map(all -> all.<T>list());
    }
}
