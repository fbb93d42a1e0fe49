package dev.crier.server.auth;

import dev.crier.core.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Tickets for clients that can't send a token: each opens a stream once, within seconds, and whoever opened it may come back
 * to the same address with the ticket's cookie until what it permits expires.
 *
 * <p>A ticket says itself what it permits and under which key, sealed by a secret of the hub; its cookie is a seal of the
 * ticket's id by another secret, so neither is good without the other, and neither is a token. All that is remembered is which
 * tickets were spent, until they couldn't be spent any more anyway; so much for each principal, that nobody uses up the room of
 * others. Safe on any thread.
 */
final class Tickets {

    /** The longest ticket, in characters; with the rest of a request line it must fit into what is taken. */
    static final int MOST_CHARACTERS = 8 << 10;

    /** The least bytes of the secret. */
    static final int LEAST_SECRET = 32;

    /** How each cookie's name begins. */
    static final String COOKIE_PREFIX = "crier-ticket-";

    /** How many spent tickets of one principal are remembered. */
    static final int MOST_OF_ONE = 2_000;

    /** How many spent tickets are remembered in all. */
    static final int MOST_SPENT = 100_000;

    /** How much longer than it could be spent a ticket is remembered: a thread may stand still between two looks at a clock. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String HMAC = "HmacSHA256";
    private static final String SPEND_BY = "spend-by";
    private static final String ISSUED = "issued";
    private static final String KEY = "key";

    /**
     * A ticket that is good.
     *
     * @param identity what it permits
     * @param id of the ticket
     * @param spendBy until when it can be spent, in milliseconds since 1970
     * @param newCookie what it leaves behind if it is spent; empty if it was, and its cookie came along
     */
    record Admission(Identity identity, String id, long spendBy, Optional<String> newCookie) {}

    /** What became of the attempt to spend a ticket. */
    enum Spending {
        /** It is spent. */
        DONE,
        /** Somebody else has spent it, or it is too late. */
        TOO_LATE,
        /** It could not be remembered that it is, so it isn't. */
        NO_ROOM
    }

    private record Spent(String principal, long forgetAt) {}

    private final SecretKey seal;
    private final SecretKey cookieSeal;
    private final Duration ttl;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long begun;
    private final JwtConsumer consumer;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Spent> spent = new ConcurrentHashMap<>();
    private final Map<String, Integer> spentBy = new ConcurrentHashMap<>();
    private final AtomicLong nextSweep;

    /**
     * Makes tickets of one secret.
     *
     * @param ttl how long a ticket waits to be spent
     * @param clock the time that other hubs of the same secret have too
     * @param nanoTime the time by which what was spent is forgotten, which nobody sets; in nanoseconds
     * @throws IllegalArgumentException if the secret is too short
     */
    Tickets(byte[] secret, Duration ttl, Clock clock, LongSupplier nanoTime) {
        if (secret.length < LEAST_SECRET) {
            throw new IllegalArgumentException("a secret of tickets has at least " + LEAST_SECRET + " bytes");
        }
        SecretKey root = new SecretKeySpec(secret, HMAC);
        this.seal = new SecretKeySpec(hmac(root, "crier ticket"), HMAC);
        this.cookieSeal = new SecretKeySpec(hmac(root, "crier ticket cookie"), HMAC);
        this.ttl = ttl;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.nextSweep = new AtomicLong(nanoTime.getAsLong());
        this.begun = clock.millis();
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKey(seal)
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, "HS256")
                .setRequireExpirationTime()
                .build();
    }

    /** A secret for a hub whose tickets end with it. */
    static byte[] randomSecret() {
        byte[] secret = new byte[LEAST_SECRET];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /** What was issued, and until when it can be spent. */
    record Ticket(String text, Instant spendBy) {}

    /**
     * Issues a ticket.
     *
     * @param scope what it permits to read; empty for what is open to all
     */
    Ticket issue(Identity identity, Optional<TopicFilter> scope) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        long now = clock.millis();
        JwtClaims claims = new JwtClaims();
        claims.setJwtId(base64(id));
        claims.setSubject(identity.principal());
        claims.setStringClaim(KEY, sealed(identity.key()));
        scope.ifPresent(filter -> claims.setStringListClaim("subscribe", filter.patterns()));
        claims.setExpirationTime(NumericDate.fromSeconds(identity.expires().getEpochSecond()));
        claims.setClaim(ISSUED, now);
        claims.setClaim(SPEND_BY, now + ttl.toMillis());
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(seal);
        signature.setPayload(claims.toJson());
        try {
            return new Ticket(signature.getCompactSerialization(), Instant.ofEpochMilli(now + ttl.toMillis()));
        } catch (JoseException e) {
            throw new IllegalStateException("every Java has HMAC", e);
        }
    }

    /**
     * The name of the cookie that belongs to a ticket, whether or not that is one; empty if it can't be.
     *
     * <p>Each ticket has a cookie of its own, so that streams of several pages don't take each other's away.
     */
    Optional<String> cookieName(String ticket) {
        return claims(ticket).map(Tickets::cookieName);
    }

    private static String cookieName(JwtClaims claims) {
        return COOKIE_PREFIX + text(claims, "jti").substring(0, 8);
    }

    /**
     * Looks at a ticket that wasn't spent, or one that was together with its cookie.
     *
     * @param cookie the value of the cookie of that name
     * @param keys the digests of the keys that verify tokens now; a ticket for a token of another one is good no more
     * @return empty if it isn't good, whatever the reason is
     */
    Optional<Admission> look(String ticket, Optional<String> cookie, Set<String> keys) {
        Optional<JwtClaims> good = claims(ticket);
        if (good.isEmpty()) {
            return Optional.empty();
        }
        JwtClaims claims = good.get();
        String sealedKey = text(claims, KEY);
        Optional<Identity> identity = keys.stream()
                .filter(key -> same(sealed(key), sealedKey))
                .findFirst()
                .map(key -> identity(claims, key));
        String id = text(claims, "jti");
        long spendBy = number(claims, SPEND_BY);
        String expected = base64(hmac(cookieSeal, id));
        if (cookie.filter(value -> same(value, expected)).isPresent()) {
            return identity.map(who -> new Admission(who, id, spendBy, Optional.empty()));
        }
        // What an earlier life of the hub issued may have been spent in it.
        if (clock.millis() > spendBy || number(claims, ISSUED) < begun || spent.containsKey(id)) {
            return Optional.empty();
        }
        return identity.map(who -> new Admission(who, id, spendBy, Optional.of(expected)));
    }

    /** Spends a ticket, unless its cookie says that this was done. */
    Spending spend(Admission admission) {
        if (admission.newCookie().isEmpty()) {
            return Spending.DONE;
        }
        long now = nanoTime.getAsLong();
        sweep(now);
        long left = admission.spendBy() - clock.millis();
        String principal = admission.identity().principal();
        if (left < 0 || spent.containsKey(admission.id())) {
            return Spending.TOO_LATE;
        }
        if (spent.size() >= MOST_SPENT || spentBy.getOrDefault(principal, 0) >= MOST_OF_ONE) {
            return Spending.NO_ROOM;
        }
        Spent entry = new Spent(principal, now + TimeUnit.MILLISECONDS.toNanos(left) + MARGIN.toNanos());
        if (spent.putIfAbsent(admission.id(), entry) != null) {
            return Spending.TOO_LATE;
        }
        spentBy.merge(principal, 1, Integer::sum);
        return Spending.DONE;
    }

    private void sweep(long now) {
        long due = nextSweep.get();
        if (now - due < 0 || !nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
            return;
        }
        spent.forEach((id, entry) -> {
            if (now - entry.forgetAt > 0 && spent.remove(id, entry)) {
                spentBy.computeIfPresent(entry.principal, (same, count) -> count == 1 ? null : count - 1);
            }
        });
    }

    /** What a ticket says of a key; to nobody but the hub does it say anything. */
    private String sealed(String key) {
        return base64(hmac(seal, "key " + key));
    }

    private Optional<JwtClaims> claims(String ticket) {
        if (ticket.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(consumer.processToClaims(ticket));
        } catch (InvalidJwtException e) {
            return Optional.empty();
        }
    }

    private static Identity identity(JwtClaims claims, String key) {
        try {
            List<String> patterns =
                    claims.hasClaim("subscribe") ? claims.getStringListClaimValue("subscribe") : List.of();
            return new Identity(
                    claims.getSubject(),
                    patterns.isEmpty() ? Optional.empty() : Optional.of(TopicFilter.anyOf(patterns)),
                    Optional.empty(),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()),
                    key);
        } catch (MalformedClaimException e) {
            throw new IllegalStateException("what the hub has sealed is as it was", e);
        }
    }

    private static String text(JwtClaims claims, String name) {
        return String.valueOf(claims.getClaimValue(name));
    }

    private static long number(JwtClaims claims, String name) {
        return ((Number) claims.getClaimValue(name)).longValue();
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** How many spent tickets are remembered. */
    int remembered() {
        return spent.size();
    }
}
