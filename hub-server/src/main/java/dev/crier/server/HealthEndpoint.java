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
import java.util.function.BooleanSupplier;

/** Tells an orchestrator whether the process lives, and whether it should get traffic. Stateless. */
final class HealthEndpoint {

    private final Hub hub;
    private final Lifecycle lifecycle;
    private final BooleanSupplier keysRead;

    /**
     * Makes one.
     *
     * @param keysRead whether it is known which tokens are good; asked only of a hub that is ready
     */
    HealthEndpoint(Hub hub, Lifecycle lifecycle, BooleanSupplier keysRead) {
        this.hub = hub;
        this.lifecycle = lifecycle;
        this.keysRead = keysRead;
    }

    /** Lives as long as it answers. */
    Future<Reply> live(HttpServerRequest request, Target target) {
        return Future.succeededFuture(Reply.json(200, new JsonObject().put("status", "live")));
    }

    /**
     * Ready once the log is up, the port open, the keys of tokens known, and the sources started, whether or not they
     * succeeded; until it stops.
     */
    Future<Reply> ready(HttpServerRequest request, Target target) {
        LogState log = hub.state();
        if (!lifecycle.isReady()) {
            throw new ProblemException(Problem.unavailable(lifecycle.detail()));
        }
        if (!log.available()) {
            throw new ProblemException(Problem.unavailable("the log can't append: " + log.detail()));
        }
        if (!keysRead.getAsBoolean()) {
            throw new ProblemException(Problem.unavailable("the keys of auth.jwks could not be read yet"));
        }
        return Future.succeededFuture(Reply.json(200, new JsonObject().put("status", "ready")));
    }
}
