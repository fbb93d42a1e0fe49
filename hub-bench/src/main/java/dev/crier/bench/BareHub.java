package dev.crier.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that Vert.x can do as a hub, on one event loop: hands what is posted to all who read, once a turn of the loop, and
 * answers with a number. It has no topics, no history, no limits, no identities and no counts, and never looks whether a
 * reader keeps up: what taking an event costs with Vert.x at the least.
 */
public final class BareHub extends AbstractVerticle {

    private final int port;
    private final List<HttpServerResponse> readers = new ArrayList<>();
    private Buffer due = Buffer.buffer();
    private long number;

    private BareHub(int port) {
        this.port = port;
    }

    /**
     * Runs it until the process is ended.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) {
        Vertx.vertx()
                .deployVerticle(new BareHub(Integer.parseInt(arguments[0])))
                .onFailure(failure -> {
                    System.err.println(failure.getMessage());
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(data -> {
                deliver(data);
                number++;
                response.putHeader("Content-Type", "application/json").end("{\"id\":\"" + number + "\"}\n");
            });
        } else if (request.uri().startsWith("/events/")) {
            readers.add(response.setChunked(true).putHeader("Content-Type", "text/event-stream"));
            response.write("retry: 2000\n\n");
        } else {
            response.end();
        }
    }

    private void deliver(Buffer data) {
        if (due.length() == 0) {
            context.runOnContext(turn -> {
                readers.forEach(reader -> reader.write(due));
                due = Buffer.buffer();
            });
        }
        due.appendString("data: ").appendBuffer(data).appendString("\n\n");
    }
}
