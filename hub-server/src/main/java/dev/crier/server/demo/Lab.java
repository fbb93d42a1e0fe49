package dev.crier.server.demo;

import dev.crier.server.http.Endpoint;
import dev.crier.server.http.LiveStream;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.StreamWatch;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The resilience lab: harms the streams of one visitor on demand, so that they can watch how nothing is lost.
 *
 * <p>A page names its stream by a random token in {@code ?lab=}; only who knows the token can harm it. Tokens are kept as
 * long as they have a stream or are offline, and are never logged. Safe on any thread.
 */
final class Lab implements StreamWatch {

    /** For how long a visitor is kept offline. */
    static final Duration OFFLINE = Duration.ofSeconds(10);

    /** For how long a stream gets nothing before it is moved on. */
    static final Duration HELD = Duration.ofSeconds(3);

    private static final String PARAMETER = "lab";
    private static final String HEADER = "Crier-Lab-Token";
    private static final String TOKEN = "[0-9A-Fa-f]{32,128}";

    /** What can be done to a stream. */
    enum Harm {
        /** Its connection is closed. */
        CUT,
        /** Its connection is closed, and so is each new one for a while. */
        OFFLINE,
        /** It gets nothing for a while, and goes on after what it missed. */
        GAP;

        String path() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Vertx vertx;
    private final Duration offline;
    private final Duration held;
    private final Map<String, Set<LiveStream>> streams = new ConcurrentHashMap<>();
    private final Set<String> away = ConcurrentHashMap.newKeySet();

    Lab(Vertx vertx, Duration offline, Duration held) {
        this.vertx = vertx;
        this.offline = offline;
        this.held = held;
    }

    // ---- what the server tells

    @Override
    public boolean admits(Target target) {
        return token(target).filter(away::contains).isEmpty();
    }

    @Override
    public void opened(Target target, LiveStream stream) {
        token(target)
                .ifPresent(token -> streams.compute(token, (same, known) -> {
                    Set<LiveStream> all = known == null ? ConcurrentHashMap.newKeySet() : known;
                    all.add(stream);
                    return all;
                }));
    }

    @Override
    public void closed(Target target, LiveStream stream) {
        token(target)
                .ifPresent(token -> streams.computeIfPresent(token, (same, known) -> {
                    known.remove(stream);
                    return known.isEmpty() ? null : known;
                }));
    }

    private static Optional<String> token(Target target) {
        return target.one(PARAMETER).filter(token -> token.matches(TOKEN));
    }

    // ---- what visitors ask for

    /** The endpoint of one harm. */
    Endpoint endpoint(Harm harm, Consumer<HttpServerRequest> writers) {
        return (request, target) -> {
            writers.accept(request);
            String token = request.getHeader(HEADER);
            if (token == null || !harm(harm, token)) {
                throw new ProblemException(
                        404,
                        "there is no stream with the token in the header '" + HEADER
                                + "'; it is subscribed with ?lab=");
            }
            return Future.succeededFuture(Reply.json(202, new JsonObject()));
        };
    }

    /** Harms the streams of a token; false if there are none. */
    boolean harm(Harm harm, String token) {
        Set<LiveStream> known = streams.get(token);
        if (known == null) {
            return false;
        }
        List<LiveStream> victims = List.copyOf(known);
        switch (harm) {
            case CUT -> victims.forEach(LiveStream::cut);
            case OFFLINE -> {
                away.add(token);
                vertx.setTimer(offline.toMillis(), over -> away.remove(token));
                victims.forEach(LiveStream::cut);
            }
            case GAP -> {
                victims.forEach(LiveStream::hold);
                vertx.setTimer(held.toMillis(), over -> victims.forEach(LiveStream::skip));
            }
        }
        return true;
    }
}
