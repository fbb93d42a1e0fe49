package dev.crier.server.auth;

import dev.crier.core.TopicFilter;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>A ticket says itself what it permits, sealed by a secret of the hub; its cookie is a seal of the ticket's id by another
 * secret, so neither is good without the other, and neither is a token. All that is remembered is which tickets were spent,
 * until they couldn't be spent any more anyway. Safe on any thread.
 */
final class Tickets {

    /** The longest ticket, in characters; with the rest of a request line it must fit into what is taken. */
    static final int MOST_CHARACTERS = 8 << 10;

    /** The least bytes of the secret. */
    static final int LEAST_SECRET = 32;

    private static final int MOST_SPENT = 100_000;
    private static final String HMAC = "HmacSHA256";
    private static final String SPEND_BY = "spend-by";
    private static final String ISSUED = "issued";

    /** What a ticket permits, and the cookie that it leaves behind; empty if that is there already. */
    record Admission(Identity identity, Optional<String> newCookie) {}

    private final SecretKey seal;
    private final SecretKey cookieSeal;
    private final Duration ttl;
    private final Clock clock;
    private final long begun;
    private final JwtConsumer consumer;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Long> spent = new ConcurrentHashMap<>();
    private final AtomicLong nextSweep = new AtomicLong();

    /**
     * Makes tickets of one secret.
     *
     * @param ttl how long a ticket waits to be spent
     * @throws IllegalArgumentException if the secret is too short
     */
    Tickets(byte[] secret, Duration ttl, Clock clock) {
        if (secret.length < LEAST_SECRET) {
            throw new IllegalArgumentException("a secret of tickets has at least " + LEAST_SECRET + " bytes");
        }
        SecretKey root = new SecretKeySpec(secret, HMAC);
        this.seal = new SecretKeySpec(hmac(root, "crier ticket"), HMAC);
        this.cookieSeal = new SecretKeySpec(hmac(root, "crier ticket cookie"), HMAC);
        this.ttl = ttl;
        this.clock = clock;
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
        return "crier-ticket-" + text(claims, "jti").substring(0, 8);
    }

    /**
     * Admits whoever shows a ticket that wasn't spent, which spends it, or one that was together with its cookie.
     *
     * @param cookie the value of the cookie of that name
     * @param spends whether it is spent; if not, it is only looked at
     * @return empty if it isn't good, whatever the reason is
     */
    Optional<Admission> admit(String ticket, Optional<String> cookie, boolean spends) {
        Optional<JwtClaims> good = claims(ticket);
        if (good.isEmpty()) {
            return Optional.empty();
        }
        JwtClaims claims = good.get();
        String id = text(claims, "jti");
        String expected = base64(hmac(cookieSeal, id));
        if (cookie.filter(value -> same(value, expected)).isPresent()) {
            return Optional.of(new Admission(identity(claims), Optional.empty()));
        }
        long now = clock.millis();
        long spendBy = number(claims, SPEND_BY);
        // What an earlier life of the hub issued may have been spent in it.
        if (now > spendBy || number(claims, ISSUED) < begun || !spend(id, spendBy, now, spends)) {
            return Optional.empty();
        }
        return Optional.of(new Admission(identity(claims), Optional.of(expected)));
    }

    private boolean spend(String id, long spendBy, long now, boolean spends) {
        if (!spends) {
            return !spent.containsKey(id);
        }
        long sweep = nextSweep.get();
        if (now >= sweep && nextSweep.compareAndSet(sweep, now + 1_000)) {
            spent.values().removeIf(until -> until < now);
        }
        if (spent.size() >= MOST_SPENT) {
            throw new ProblemException(Problem.unavailable("too many tickets are being spent; try again later"));
        }
        return spent.putIfAbsent(id, spendBy) == null;
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

    private static Identity identity(JwtClaims claims) {
        try {
            List<String> patterns =
                    claims.hasClaim("subscribe") ? claims.getStringListClaimValue("subscribe") : List.of();
            return new Identity(
                    claims.getSubject(),
                    patterns.isEmpty() ? Optional.empty() : Optional.of(TopicFilter.anyOf(patterns)),
                    Optional.empty(),
                    Instant.ofEpochSecond(claims.getExpirationTime().getValue()));
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
