package dev.crier.server.auth;

import dev.crier.server.config.AuthConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that verify tokens now: those of the configuration, and those of a JWK set that is read again after an interval,
 * and when a token names a key that is unknown, but not more often than every few seconds.
 *
 * <p>A reading that fails changes nothing; one that succeeds counts, also where nothing is left. What a key that has left has
 * signed is good no more. Safe on any thread.
 */
final class KeyRing {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    /** Strangers may name keys as they like; the set is read for them no more often than this. */
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(10);

    /** Until the set was read once, nobody's token is good, so the interval isn't waited for. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final AuthConfig config;
    private final List<VerificationKey> configured;
    private final Optional<KeySource> source;
    private final Duration pause;
    private final Clock clock;
    private volatile TokenVerifier verifier;
    private volatile boolean unread;
    private volatile Consumer<Set<String>> left = gone -> {};
    private @Nullable Future<Void> underWay;
    private OptionalLong lastForUnknown = OptionalLong.empty();

    /**
     * Reads the keys of the configuration, so it blocks.
     *
     * @throws IllegalArgumentException if one can't be used; the message says what to do
     */
    KeyRing(Vertx vertx, AuthConfig config, Optional<KeySource> source, Clock clock) {
        this(vertx, config, source, clock, LEAST_PAUSE);
    }

    /** The same with another pause between readings that strangers cause. */
    KeyRing(Vertx vertx, AuthConfig config, Optional<KeySource> source, Clock clock, Duration pause) {
        this.vertx = vertx;
        this.config = config;
        this.configured = configured(config);
        this.source = source;
        this.unread = source.isPresent();
        this.clock = clock;
        this.pause = pause;
        this.verifier = new TokenVerifier(configured, config, clock);
    }

    /** The keys of the configuration's files; blocks, and throws as the constructor does. */
    static List<VerificationKey> configured(AuthConfig config) {
        List<VerificationKey> keys = new ArrayList<>();
        config.keys().forEach((id, key) -> keys.add(KeyFile.verifying(id, key.algorithm(), key.file())));
        return List.copyOf(keys);
    }

    /** Reads the set for the first time, and from then on after each interval; completes also if that fails. */
    Future<Void> start() {
        if (source.isEmpty()) {
            return Future.succeededFuture();
        }
        vertx.setPeriodic(config.jwksRefresh().toMillis(), due -> refresh());
        return refresh().onComplete(done -> insist());
    }

    private void insist() {
        if (unread) {
            vertx.setTimer(FIRST_PAUSE.toMillis(), due -> refresh().onComplete(done -> insist()));
        }
    }

    /** What verifies a token now. */
    TokenVerifier verifier() {
        return verifier;
    }

    /** Whether there is a set that couldn't be read yet, so that nobody knows which tokens are good. */
    boolean unread() {
        return unread;
    }

    /** Has somebody told the digests of keys that have left, after which nothing that they signed is accepted. */
    void onLeft(Consumer<Set<String>> listener) {
        left = listener;
    }

    /**
     * Says whose token it is, after the set was read again if it names a key that isn't known.
     *
     * @return the verdict: nearly always at once, else on the caller's context; never fails
     */
    Future<Verdict> verify(String token) {
        TokenVerifier used = verifier;
        Verdict verdict = used.verify(token);
        if (!(verdict instanceof Verdict.UnknownKey)) {
            return Future.succeededFuture(verdict);
        }
        Future<Void> refreshed = refreshForUnknown();
        if (refreshed.isComplete()) { // perhaps by another request, in the meantime
            return Future.succeededFuture(used == verifier ? verdict : verifier.verify(token));
        }
        Context caller = vertx.getOrCreateContext();
        Promise<Verdict> late = Promise.promise();
        refreshed.onComplete(done -> caller.runOnContext(turn -> late.complete(verifier.verify(token))));
        return late.future();
    }

    /** Reads the set because a token names a key that isn't known; at once completed if that was done a moment ago. */
    synchronized Future<Void> refreshForUnknown() {
        Future<Void> running = underWay;
        if (running != null) {
            return running;
        }
        long now = System.nanoTime();
        if (source.isEmpty() || (lastForUnknown.isPresent() && now - lastForUnknown.getAsLong() < pause.toNanos())) {
            return Future.succeededFuture();
        }
        lastForUnknown = OptionalLong.of(now);
        return refresh();
    }

    /** Reads the set; all who ask meanwhile wait for the same reading. Completes also if that fails. */
    synchronized Future<Void> refresh() {
        Future<Void> running = underWay;
        if (running != null) {
            return running;
        }
        Promise<Void> over = Promise.promise();
        underWay = over.future();
        source.orElseThrow().read().map(KeySetDocument::keys).onComplete(read -> {
            try {
                if (read.succeeded()) {
                    replace(read.result());
                } else {
                    LOG.warn(
                            "The keys of auth.jwks could not be read, so those that are known stay: {}",
                            read.cause().getMessage());
                }
            } finally {
                synchronized (this) {
                    underWay = null;
                }
                over.complete();
            }
        });
        return over.future();
    }

    private void replace(List<VerificationKey> read) {
        List<VerificationKey> keys = new ArrayList<>(configured);
        keys.addAll(read);
        TokenVerifier before = verifier;
        if (!keys.equals(before.keys())) {
            LOG.info("The keys of auth.jwks have changed; there are {}", read.size());
            verifier = new TokenVerifier(keys, config, clock);
        }
        if (read.isEmpty() && (unread || !keys.equals(before.keys()))) {
            LOG.warn("auth.jwks has no public key that verifies signatures; tokens of its keys are refused");
        }
        unread = false;
        Set<String> gone = new HashSet<>(before.digests());
        gone.removeAll(verifier.digests());
        if (!gone.isEmpty()) {
            left.accept(gone);
        }
    }
}
