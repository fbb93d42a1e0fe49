package dev.crier.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers the tokens that were verified, by their SHA-256, so that a publisher's signature isn't calculated again for each
 * event. Bounded; safe on any thread, without a lock.
 *
 * <p>There are two generations: when the younger one is full, it becomes the elder, whose tokens are forgotten unless they
 * come again.
 */
final class VerifiedTokens {

    private record Generations(Map<String, Identity> younger, Map<String, Identity> elder) {}

    private final int most;
    private volatile Generations generations = new Generations(new ConcurrentHashMap<>(), Map.of());

    /**
     * Makes an empty memory.
     *
     * @param most the most tokens of a generation
     */
    VerifiedTokens(int most) {
        this.most = most;
    }

    /** Whose token it is, if it was verified and hasn't expired. */
    Optional<Identity> find(String digest, Instant now) {
        Generations both = generations;
        Identity known = both.younger.get(digest);
        if (known == null) {
            known = both.elder.get(digest);
            if (known != null) {
                add(digest, known);
            }
        }
        return Optional.ofNullable(known).filter(identity -> !identity.expired(now));
    }

    void add(String digest, Identity identity) {
        Generations both = generations;
        if (both.younger.size() >= most) {
            both = new Generations(new ConcurrentHashMap<>(), both.younger);
            generations = both;
        }
        both.younger.put(digest, identity);
    }

    /** How many are remembered. */
    int size() {
        Generations both = generations;
        return both.younger.size() + both.elder.size();
    }

    /** What a token is known by here. */
    static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
