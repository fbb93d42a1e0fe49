package dev.crier.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A whole answer, for everything but streams, which {@link Answers} sends. Immutable.
 *
 * @param status the HTTP status
 * @param contentType the media type, empty for an answer without a body
 * @param body what is sent; shared, so not to be written to
 * @param headers what else is said
 */
public record Reply(int status, String contentType, Buffer body, Map<String, String> headers) {

    /** The media type of problems (RFC 9457). */
    public static final String PROBLEM_JSON = "application/problem+json";

    /** Makes a reply. */
    public Reply {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    /** An answer of a media type. */
    public static Reply of(int status, String contentType, Buffer body) {
        return new Reply(status, contentType, body, Map.of("Cache-Control", "no-store"));
    }

    /** A JSON answer. */
    public static Reply json(int status, JsonObject json) {
        return of(status, "application/json", json.toBuffer().appendString("\n"));
    }

    /** An error. */
    public static Reply problem(Problem problem) {
        Reply reply =
                of(problem.status(), PROBLEM_JSON, problem.json().toBuffer().appendString("\n"));
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    /** An answer that is its status and headers alone: 204 or 304. */
    public static Reply empty(int status) {
        return new Reply(status, "", Buffer.buffer(), Map.of());
    }

    /** The same with a header. */
    public Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, contentType, body, more);
    }

    /** Sets a response's status and headers to what this says. */
    void describe(HttpServerResponse response) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        if (!contentType.isEmpty()) {
            response.putHeader("Content-Type", contentType);
            response.putHeader("Content-Length", Integer.toString(body.length()));
        }
    }
}
