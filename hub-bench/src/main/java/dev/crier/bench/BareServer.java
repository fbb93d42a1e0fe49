package dev.crier.bench;

import io.vertx.core.Vertx;

/** A Vert.x HTTP server that does nothing but answer 200: what the hub's start is compared with. */
public final class BareServer {

    private BareServer() {}

    /**
     * Runs it until the process is ended.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .onFailure(failure -> {
                    System.err.println(failure.getMessage());
                    System.exit(1);
                });
    }
}
