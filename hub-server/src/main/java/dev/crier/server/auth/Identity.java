package dev.crier.server.auth;

import dev.crier.core.TopicFilter;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks, as far as it was proved, and what that permits. Immutable.
 *
 * @param principal the scope of idempotency keys; no two publishers that can be told apart have the same
 * @param subscribe what may be read besides what is open to all; empty for nothing
 * @param publish where may be published besides where all may; empty for nowhere
 * @param expires when the proof stops being one
 * @param key the digest of the key that proved it, without which it is none either; empty where nothing was proved
 */
public record Identity(
        String principal, Optional<TopicFilter> subscribe, Optional<TopicFilter> publish, Instant expires, String key) {

    /** Whoever didn't say who they are: all of them share one scope of idempotency keys. */
    public static final Identity ANONYMOUS =
            new Identity("anonymous", Optional.empty(), Optional.empty(), Instant.MAX, "");

    /** Makes one. */
    public Identity {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(subscribe, "subscribe");
        Objects.requireNonNull(publish, "publish");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(key, "key");
    }

    /** Whether nothing was proved. */
    public boolean anonymous() {
        return expires.equals(Instant.MAX);
    }

    /** Whether the proof is none any more. */
    public boolean expired(Instant now) {
        return !now.isBefore(expires);
    }
}
