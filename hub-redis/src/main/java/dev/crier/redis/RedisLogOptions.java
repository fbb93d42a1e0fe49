package dev.crier.redis;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the engine is, what it keeps, and how long a hub waits for it.
 *
 * @param url {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS
 * @param ca a file in PEM with the certificates that vouch for an engine at {@code rediss://}; without it those count that the
 *     JVM trusts
 * @param prefix what all names in the engine begin with, in braces; hubs with the same one share one history
 * @param retention what each topic keeps
 * @param logBytes the most bytes over all topics, overhead included; the topics that hold the most give way first
 * @param topics the most topics whose head is remembered; beyond it the ones that were silent longest and keep nothing are
 *     forgotten
 * @param idempotencyAge how long an idempotency key is remembered
 * @param tailBytes how many bytes of the newest events are kept for hubs that were away for a moment; one that was away for
 *     longer has its subscribers read the history
 * @param replicas how many replicas of the engine must have an event before its publisher is answered, 0 for none
 * @param patience how long an append waits for an engine that doesn't answer before it fails, and how long a question about
 *     the history is looked into
 * @param pendingBytes the most bytes of appends that wait
 * @param timeout how long any single answer may take before the connection counts as dead
 * @param startTimeout how long the start waits for an engine
 */
public record RedisLogOptions(
        String url,
        Optional<Path> ca,
        String prefix,
        Function<Topic, Retention> retention,
        long logBytes,
        int topics,
        Duration idempotencyAge,
        long tailBytes,
        int replicas,
        Duration patience,
        long pendingBytes,
        Duration timeout,
        Duration startTimeout) {

    private static final Pattern ADDRESS = Pattern.compile("rediss?://(?:.*@)?([^/?#@]+).*");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Makes options.
     *
     * @throws IllegalArgumentException if a bound or a time is not positive, or the prefix has other characters than {@code
     *     A-Z a-z 0-9 . _ -} or more than 64
     */
    public RedisLogOptions {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(ca, "ca");
        Objects.requireNonNull(retention, "retention");
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("prefix is 1 to 64 of A-Z a-z 0-9 . _ -, not '" + prefix + "'");
        }
        if (logBytes < 1 || topics < 1 || tailBytes < 1 || pendingBytes < 1) {
            throw new IllegalArgumentException("the bounds of a log must be positive");
        }
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be negative");
        }
        positive("idempotencyAge", idempotencyAge);
        positive("patience", patience);
        positive("timeout", timeout);
        positive("startTimeout", startTimeout);
    }

    private static void positive(String name, Duration time) {
        if (Objects.requireNonNull(time, name).isNegative() || time.toMillis() == 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + time);
        }
    }

    /**
     * The usual: the prefix {@code crier}, the default retention, 512 MiB, a million topics, keys for 5 minutes, a tail of
     * 64 MiB, no replicas; appends wait for 10 s and up to 32 MiB, an answer may take 3 s, the start 30 s.
     *
     * @param url where the engine is
     */
    public static RedisLogOptions of(String url) {
        return new RedisLogOptions(
                url,
                Optional.empty(),
                "crier",
                topic -> Retention.DEFAULT,
                512L << 20,
                1_000_000,
                Duration.ofMinutes(5),
                64L << 20,
                0,
                Duration.ofSeconds(10),
                32L << 20,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30));
    }

    /** The same with another address of the engine. */
    RedisLogOptions withUrl(String other) {
        return Settings.with(this, "url", other);
    }

    /** The same, trusting nobody but whom this file vouches for. */
    public RedisLogOptions withCa(Optional<Path> file) {
        return Settings.with(this, "ca", file);
    }

    /** The same with another prefix. */
    public RedisLogOptions withPrefix(String other) {
        return Settings.with(this, "prefix", other);
    }

    /** The same with other bounds on what is kept. */
    public RedisLogOptions withRetention(Function<Topic, Retention> newRetention, long newLogBytes, int newTopics) {
        RedisLogOptions others = Settings.with(this, "retention", newRetention);
        return Settings.with(Settings.with(others, "log-bytes", newLogBytes), "topics", newTopics);
    }

    /** The same with another time that idempotency keys are remembered for. */
    public RedisLogOptions withIdempotencyAge(Duration age) {
        return Settings.with(this, "idempotency-age", age);
    }

    /** The same with another bound on the tail. */
    public RedisLogOptions withTailBytes(long bytes) {
        return Settings.with(this, "tail-bytes", bytes);
    }

    /** The same with another number of replicas that must have an event. */
    public RedisLogOptions withReplicas(int number) {
        return Settings.with(this, "replicas", number);
    }

    /** The same with other bounds on what waits for an engine that doesn't answer. */
    public RedisLogOptions withPatience(Duration time, long bytes) {
        return Settings.with(Settings.with(this, "patience", time), "pending-bytes", bytes);
    }

    /** The same with other times for an answer and for the start. */
    public RedisLogOptions withTimeouts(Duration answer, Duration start) {
        return Settings.with(Settings.with(this, "timeout", answer), "start-timeout", start);
    }

    /** Whether the engine is spoken to by TLS. */
    boolean encrypted() {
        return url.startsWith("rediss://");
    }

    /** The engine's host and port, without what is secret. */
    String where() {
        Matcher address = ADDRESS.matcher(url);
        return address.matches() ? address.group(1) : "the url";
    }

    /** What all names in the engine begin with; the braces keep them in one slot of a cluster. */
    String base() {
        return "{" + prefix + "}";
    }
}
