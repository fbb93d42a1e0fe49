package dev.crier.server;

import dev.crier.core.engine.Hub;
import dev.crier.core.spi.LogState;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** Tells an orchestrator whether the process lives, and whether it should get traffic. Stateless. */
final class HealthEndpoint {

    private final Hub hub;
    private final Lifecycle lifecycle;

    HealthEndpoint(Hub hub, Lifecycle lifecycle) {
        this.hub = hub;
        this.lifecycle = lifecycle;
    }

    /** Lives as long as it answers. */
    Future<Reply> live(HttpServerRequest request, Target target) {
        return Future.succeededFuture(Reply.json(200, new JsonObject().put("status", "live")));
    }

    /** Ready once the log is up, the port open and the sources started, whether or not they succeeded; until it stops. */
    Future<Reply> ready(HttpServerRequest request, Target target) {
        LogState log = hub.state();
        if (!lifecycle.isReady()) {
            throw new ProblemException(Problem.unavailable(lifecycle.detail()));
        }
        if (!log.available()) {
            throw new ProblemException(Problem.unavailable("the log can't append: " + log.detail()));
        }
        return Future.succeededFuture(Reply.json(200, new JsonObject().put("status", "ready")));
    }
}
