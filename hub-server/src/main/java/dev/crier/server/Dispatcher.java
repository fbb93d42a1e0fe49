package dev.crier.server;

import dev.crier.server.auth.Authentication;
import dev.crier.server.config.RequestLimits;
import dev.crier.server.http.Answers;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Cors;
import dev.crier.server.http.HttpDate;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Resource;
import dev.crier.server.http.SecurityHeaders;
import dev.crier.server.http.Target;
import dev.crier.server.metrics.ConnectionEnd;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where every request arrives: sets what all answers carry, sends the hot paths, {@code /events} and below, straight to
 * their handlers, and all others to the router. Belongs to one event loop.
 */
final class Dispatcher implements Handler<HttpServerRequest> {

    private static final String EVENTS_ALLOW = "GET, HEAD, POST, OPTIONS";

    private final SubscribeHandler subscribe;
    private final PublishHandler publish;
    private final Handler<HttpServerRequest> router;
    private final Authentication authentication;
    private final Cors cors;
    private final Answers answers;
    private final SecurityHeaders security;
    private final Clients clients;
    private final Connections connections;
    private final RequestLimits limits;
    private final HttpDate date = new HttpDate(Clock.systemUTC());

    Dispatcher(
            SubscribeHandler subscribe,
            PublishHandler publish,
            Handler<HttpServerRequest> router,
            Authentication authentication,
            Cors cors,
            Answers answers,
            SecurityHeaders security,
            Clients clients,
            Connections connections,
            RequestLimits limits) {
        this.subscribe = subscribe;
        this.publish = publish;
        this.router = router;
        this.authentication = authentication;
        this.cors = cors;
        this.answers = answers;
        this.security = security;
        this.clients = clients;
        this.connections = connections;
        this.limits = limits;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (connections.refuses(request)) {
            return;
        }
        try {
            decorate(request);
            String path = request.path();
            if (path == null) {
                throw new ProblemException(400, "the request names no path");
            }
            requireStrictHead(request);
            if (path.startsWith(StreamQuery.PATH)
                    && (path.length() == StreamQuery.PATH.length() || path.charAt(StreamQuery.PATH.length()) == '/')) {
                events(request, Target.of(request));
            } else if (path.startsWith("/")) {
                router.handle(request);
            } else if (path.equals("*")) {
                answers.send(Resource.otherMethod(request, EVENTS_ALLOW), request);
            } else {
                throw new ProblemException(400, "the path must begin with '/'");
            }
        } catch (RuntimeException e) {
            answers.send(Resource.failed(request, e), request);
        }
    }

    private void events(HttpServerRequest request, Target target) {
        switch (request.method().name()) {
            case "GET", "HEAD" ->
                identified(
                        request,
                        () -> authentication.identifyReader(request, target),
                        reader -> subscribe.handle(request, target, reader),
                        refused -> {});
            case "POST" ->
                identified(
                        request,
                        () -> authentication.identify(request),
                        identity -> publish.handle(request, target, identity),
                        publish::refused);
            default -> answers.send(Resource.otherMethod(request, EVENTS_ALLOW), request);
        }
    }

    /** Goes on with a request once it is known whose it is: nearly always at once. */
    private <T> void identified(
            HttpServerRequest request, Supplier<Future<T>> identify, Consumer<T> next, Consumer<Throwable> refused) {
        Future<T> identity;
        try {
            identity = identify.get();
        } catch (RuntimeException refusal) {
            refused.accept(refusal);
            throw refusal;
        }
        if (identity.isComplete()) {
            next.accept(identity.result());
            return;
        }
        request.pause(); // what comes of the body meanwhile would be lost
        identity.onFailure(refused::accept)
                .map(known -> {
                    if (!request.response().closed()) { // else nobody would hear of it, nor of its end
                        next.accept(known);
                        request.resume();
                    }
                    return known;
                })
                .onFailure(failure -> answers.send(Resource.failed(request, failure), request));
    }

    /** What the decoder takes, although those who read it another way would see another request. */
    private static void requireStrictHead(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.version() != HttpVersion.HTTP_2) {
            if (headers.getAll("Host").size() > 1) {
                throw new ProblemException(400, "the Host header stands more than once");
            }
            if (headers.contains("")) {
                throw new ProblemException(400, "a header field has no name");
            }
            String coding = headers.get("Transfer-Encoding");
            if (coding != null
                    && !(headers.getAll("Transfer-Encoding").size() == 1
                            && coding.strip().equalsIgnoreCase("chunked"))) {
                throw new ProblemException(501, "the only transfer coding that is understood is 'chunked'");
            }
        }
        if (request.authority() == null && request.version() != HttpVersion.HTTP_1_0) {
            throw new ProblemException(400, "the Host header is missing or isn't a host and maybe a port");
        }
    }

    private void decorate(HttpServerRequest request) {
        request.response().putHeader("Date", date.now());
        security.decorate(request.response().headers(), clients.encrypted(request));
        cors.decorate(request);
    }

    /** Answers what isn't HTTP, or more of it than is taken, and gives the connection up: what follows can't be trusted. */
    void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of(
                    414,
                    "the request line is longer than the " + limits.lineBytes() + " that are taken (limits.requests)");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of(
                    431,
                    "the header fields are longer than the " + limits.headerBytes()
                            + " that are taken (limits.requests)");
        } else {
            problem = Problem.of(400, "this isn't a request of HTTP/1.1");
        }
        Connections.ending(request.connection(), ConnectionEnd.INVALID);
        request.response().putHeader("Date", date.now());
        security.decorate(request.response().headers(), request.isSSL());
        answers.send(Reply.problem(problem).with("Connection", "close"), request)
                .onComplete(over -> request.connection().close());
    }
}
