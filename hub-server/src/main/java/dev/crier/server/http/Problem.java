package dev.crier.server.http;

import dev.crier.core.InvalidTopicException;
import dev.crier.core.PublishException;
import dev.crier.core.engine.BusyException;
import dev.crier.core.spi.LogUnavailableException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An error as a client gets it: {@code application/problem+json} (RFC 9457) with {@code title}, {@code status} and
 * {@code detail}. The type is left out, which means {@code about:blank}: the status says what kind of error it is.
 *
 * <p>Immutable.
 *
 * @param status the HTTP status, 400 to 599
 * @param detail what was wrong, what was expected, and what to do; a full sentence without a full stop
 * @param headers what the answer carries besides, such as {@code Retry-After}
 */
public record Problem(int status, String detail, Map<String, String> headers) {

    /** How long a client waits before it repeats what the hub had no room for. In seconds. */
    private static final int RETRY_SECONDS = 1;

    /** Makes a problem. */
    public Problem {
        Objects.requireNonNull(detail, "detail");
        headers = Map.copyOf(headers);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem has a status from 400 to 599, not " + status);
        }
    }

    /** A problem without headers of its own. */
    public static Problem of(int status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** What the hub can't do now but may soon: 503 with {@code Retry-After}. */
    public static Problem unavailable(String detail) {
        return of(503, detail).soon();
    }

    private Problem soon() {
        return with("Retry-After", Integer.toString(RETRY_SECONDS));
    }

    /** The problem that a failure means; empty if it is none that a client can be told about. */
    public static Optional<Problem> of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return Optional.of(known.problem());
        }
        if (failure instanceof PublishException refused) {
            Problem problem = of(refused.reason().status(), message(refused));
            return Optional.of(problem.status >= 500 ? problem.soon() : problem);
        }
        if (failure instanceof BusyException busy) {
            return Optional.of(unavailable(message(busy)));
        }
        if (failure instanceof LogUnavailableException unavailable) {
            return Optional.of(unavailable("the history can't be read: " + message(unavailable)));
        }
        if (failure instanceof InvalidTopicException invalid) {
            return Optional.of(of(400, message(invalid)));
        }
        return Optional.empty();
    }

    private static String message(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "the request was refused");
    }

    /** The same with a header. */
    public Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, detail, more);
    }

    /** The JSON object. */
    public JsonObject json() {
        return new JsonObject().put("title", title()).put("status", status).put("detail", detail);
    }

    /** What RFC 9110 calls the status; Netty still has some older names. */
    private String title() {
        return switch (status) {
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }
}
