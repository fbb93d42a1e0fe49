package dev.crier.server.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * The paths that aren't hot, on a vertx-web router; whatever the router itself would refuse is refused as everything else
 * is. Stateless.
 */
public final class Routes {

    private Routes() {}

    /**
     * A router of these paths, of which one with a last {@code *} stands for all that begin with it.
     *
     * @param resources what stands where; of two that match the first counts
     * @param answers sends what they say
     */
    public static Handler<HttpServerRequest> router(Vertx vertx, Map<String, Resource> resources, Answers answers) {
        Router router = Router.router(vertx);
        resources.forEach((path, resource) -> router.route(path)
                .handler(context -> resource.answer(context.request(), Target.of(context.request()))
                        .onSuccess(reply -> answers.send(reply, context.request()))));
        router.errorHandler(
                400,
                context -> answers.send(
                        refusal(context, 400, "the path can't be read: it isn't encoded as it must be"),
                        context.request()));
        router.errorHandler(
                404,
                context -> answers.send(refusal(context, 404, "there is nothing at this path"), context.request()));
        router.errorHandler(500, context -> {
            Throwable failure = context.failure();
            Throwable cause = failure == null ? new IllegalStateException("failed without saying why") : failure;
            answers.send(Resource.failed(context.request(), cause), context.request());
        });
        return router;
    }

    private static Reply refusal(RoutingContext context, int status, String otherwise) {
        Throwable failure = context.failure();
        Problem problem = failure == null
                ? Problem.of(status, otherwise)
                : Problem.of(failure).orElse(Problem.of(status, otherwise));
        return Reply.problem(problem);
    }
}
