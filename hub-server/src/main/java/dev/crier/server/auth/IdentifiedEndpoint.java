package dev.crier.server.auth;

import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/** An {@link dev.crier.server.http.Endpoint} that is told who asks. */
@FunctionalInterface
public interface IdentifiedEndpoint {

    /** Answers a request as {@link dev.crier.server.http.Endpoint#answer} does. */
    Future<Reply> answer(HttpServerRequest request, Target target, Identity identity);
}
