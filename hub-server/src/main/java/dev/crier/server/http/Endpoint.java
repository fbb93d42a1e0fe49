package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** Answers one kind of request. Called on the event loop of the request; the future completes there too. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers a request.
     *
     * @return the answer; fails with a {@link ProblemException}, which may as well be thrown, or with another failure, which
     *     the client sees as 500 and nothing more
     */
    Future<Reply> answer(HttpServerRequest request, Target target);
}
