package dev.crier.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What the engine does atomically: a Lua script, called by its digest, and sent as a whole where the engine doesn't have it.
 *
 * <p>Immutable; safe on any thread. Scripts and not functions: those are lost when an engine without a disk restarts, and
 * then somebody would have to load them, while a script that isn't known is just sent.
 */
enum Script {
    OPEN,
    APPEND,
    READ,
    EVICTED,
    CURSOR,
    TOPICS,
    SWEEP,
    LEASE,
    STATE;

    private final String text;
    private final String digest;

    Script() {
        this.text = resource("common.lua") + resource(name().toLowerCase(Locale.ROOT) + ".lua");
        this.digest = Digests.hex("SHA-1", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A call of a script that the engine knows; fails with {@code NOSCRIPT} if it doesn't. */
    Request call(String base, List<String> arguments) {
        return request(Command.EVALSHA, digest, base, arguments);
    }

    /** A call that brings the script along. */
    Request callWithText(String base, List<String> arguments) {
        return request(Command.EVAL, text, base, arguments);
    }

    private static Request request(Command command, String script, String base, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg("1").arg(base);
        arguments.forEach(request::arg);
        return request;
    }

    /** Whether a call failed because the engine doesn't know the script. */
    static boolean unknown(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
    }

    /** Runs it, where its order among other calls doesn't matter. */
    Future<Response> run(Wire wire, String base, List<String> arguments) {
        return wire.send(call(base, arguments))
                .recover(failure ->
                        unknown(failure) ? wire.send(callWithText(base, arguments)) : Future.failedFuture(failure));
    }
}
