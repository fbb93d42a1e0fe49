package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands at a path: an endpoint for each method, the honest answers for all other methods, and for what goes wrong.
 *
 * <p>Immutable once made; an instance belongs to one event loop, as its endpoints do.
 */
public final class Resource {

    private static final Logger LOG = LoggerFactory.getLogger(Resource.class);

    private final Map<HttpMethod, Endpoint> endpoints;

    private Resource(Map<HttpMethod, Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** What can only be read: GET, and HEAD, whose answer is sent without its body. */
    public static Resource reading(Endpoint get) {
        return new Resource(Map.of()).and(HttpMethod.GET, get).and(HttpMethod.HEAD, get);
    }

    /** What can only be posted to. */
    public static Resource posting(Endpoint post) {
        return new Resource(Map.of()).and(HttpMethod.POST, post);
    }

    /** What can only be deleted. */
    public static Resource deleting(Endpoint delete) {
        return new Resource(Map.of()).and(HttpMethod.DELETE, delete);
    }

    private Resource and(HttpMethod method, Endpoint endpoint) {
        Map<HttpMethod, Endpoint> more = new LinkedHashMap<>(endpoints);
        more.put(method, endpoint);
        return new Resource(more);
    }

    /** Answers a request, whatever its method, and whatever happens. */
    public Future<Reply> answer(HttpServerRequest request, Target target) {
        Endpoint endpoint = endpoints.get(request.method());
        return endpoint == null
                ? Future.succeededFuture(otherMethod(request, allow()))
                : answer(request, target, endpoint);
    }

    /** The methods that work here, as the {@code Allow} header has them. */
    public String allow() {
        return endpoints.keySet().stream().map(HttpMethod::name).collect(Collectors.joining(", ")) + ", OPTIONS";
    }

    /** Answers by an endpoint, whatever happens: the future never fails. */
    public static Future<Reply> answer(HttpServerRequest request, Target target, Endpoint endpoint) {
        try {
            return endpoint.answer(request, target).otherwise(failure -> failed(request, failure));
        } catch (RuntimeException e) {
            return Future.succeededFuture(failed(request, e));
        }
    }

    /** Answers a method that has no endpoint. */
    public static Reply otherMethod(HttpServerRequest request, String allow) {
        if (request.method().equals(HttpMethod.OPTIONS)) {
            return Reply.empty(204).with("Allow", allow);
        }
        return Reply.problem(Problem.of(
                        405, "the method " + shown(request.method().name()) + " isn't for this path; it takes " + allow)
                .with("Allow", allow));
    }

    /** What a client is told of a failure; one that it can't have caused goes to the log and is hidden from it. */
    public static Reply failed(HttpServerRequest request, Throwable failure) {
        return Reply.problem(Problem.of(failure).orElseGet(() -> hidden(request, failure)));
    }

    /** What a client is told of a failure of the hub's own: nothing. The log has it. */
    public static Problem hidden(HttpServerRequest request, Throwable failure) {
        LOG.error("{} {} failed", shown(request.method().name()), shown(String.valueOf(request.path())), failure);
        return Problem.of(500, "the hub failed to answer; its log says why");
    }

    /** The text without what could forge a line of the log. */
    private static String shown(String text) {
        return text.replaceAll("[^!-~]", "?");
    }
}
