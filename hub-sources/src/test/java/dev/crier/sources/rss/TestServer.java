package dev.crier.sources.rss;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/** A server on 127.0.0.1 whose paths a test fills, and which keeps what it was asked. */
final class TestServer {

    /** What was asked: the method, the host header, the path, and the headers. */
    record Asked(String path, String host, MultiMap headers) {}

    private final Map<String, Handler<HttpServerRequest>> paths = new ConcurrentHashMap<>();
    final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    TestServer(Vertx vertx) {
        this(vertx, new HttpServerOptions(), "127.0.0.1");
    }

    TestServer(Vertx vertx, HttpServerOptions options, String host) {
        server = vertx.createHttpServer(options.setHost(host).setPort(0)).requestHandler(this::handle);
        TestContext.await(server.listen());
    }

    private void handle(HttpServerRequest request) {
        asked.add(new Asked(request.uri(), request.getHeader("Host"), request.headers()));
        paths.getOrDefault(request.path(), r -> r.response().setStatusCode(404).end())
                .handle(request);
    }

    int port() {
        return server.actualPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    TestServer on(String path, Handler<HttpServerRequest> handler) {
        paths.put(path, handler);
        return this;
    }

    /** Answers with a document and headers, given as name, value, name, value. */
    TestServer serve(String path, String document, String... headers) {
        return serve(path, Buffer.buffer(document), headers);
    }

    TestServer serve(String path, Buffer document, String... headers) {
        return on(path, request -> {
            headers(request, headers);
            request.response().end(document);
        });
    }

    TestServer status(String path, int status, String... headers) {
        return on(path, request -> {
            headers(request, headers);
            request.response().setStatusCode(status).end();
        });
    }

    TestServer redirect(String path, int status, String location) {
        return status(path, status, "Location", location);
    }

    private static void headers(HttpServerRequest request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.response().putHeader(headers[i], headers[i + 1]);
        }
    }

    /** How often a path was asked for. */
    long count(String path) {
        synchronized (asked) {
            return asked.stream().filter(request -> request.path().equals(path)).count();
        }
    }

    Asked last() {
        return asked.get(asked.size() - 1);
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
