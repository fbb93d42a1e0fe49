package dev.crier.redis;

import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Why there is no connection, in a few words without addresses, since clients are told as well. Stateless. */
final class Reason {

    static final String CLOSED = "the connection was closed";

    /** What Netty puts before the system's own words. */
    private static final Pattern CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    /** What Netty and Java put behind them: the host's name, its address and the port. */
    private static final Pattern ADDRESS = Pattern.compile(": [^ ]*/[^ ]+:\\d+$");

    /** What Java says of a certificate that doesn't name the host. */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (name matching|subject alternative)");

    private Reason() {}

    static String of(Throwable cause) {
        if (cause instanceof WireException known) {
            return String.valueOf(known.getMessage());
        }
        if (cause instanceof UnknownHostException) {
            return "its host is unknown";
        }
        if (cause instanceof ErrorType error && error.is("CONNECTION_CLOSED")) {
            return CLOSED;
        }
        if (cause instanceof ErrorType error && error.is("ILLEGAL_STATE")) {
            return "what answers there is no Redis";
        }
        Throwable deepest = deepest(cause);
        if (deepest instanceof NotSslRecordException) {
            return "what answers there doesn't speak TLS";
        }
        if (deepest instanceof GeneralSecurityException) {
            return OTHER_HOST.matcher(String.valueOf(deepest.getMessage())).find()
                    ? "its certificate is for another host"
                    : "nobody vouches for its certificate who is trusted";
        }
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String said = ADDRESS.matcher(CALL.matcher(message).replaceFirst("")).replaceFirst("");
        return said.replaceFirst("[.\\s]+$", "");
    }

    private static Throwable deepest(Throwable cause) {
        Throwable deepest = cause;
        for (Throwable next = cause.getCause(); next != null; next = next.getCause()) {
            deepest = next;
        }
        return deepest;
    }

    /** Nothing came for so long. */
    static String silence(Duration time) {
        return silence(time, false);
    }

    /** Nothing came for so long, from whom TLS may be spoken to. */
    static String silence(Duration time, boolean encrypted) {
        long millis = time.toMillis();
        return "no answer " + (encrypted ? "by TLS " : "") + "within "
                + (millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms");
    }
}
