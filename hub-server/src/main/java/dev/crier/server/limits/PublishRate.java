package dev.crier.server.limits;

import dev.crier.server.auth.Identity;
import dev.crier.server.config.PublishLimits;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast each publisher may publish: a bucket of tokens that fills by itself, kept as the one moment at which it will be full.
 * Safe on any thread, without a lock.
 */
public final class PublishRate {

    /** From how many publishers on those are forgotten who haven't published for a while. */
    private static final int MANY = 10_000;

    private final LongSupplier nanos;
    private final long interval;
    private final long capacity;
    private final boolean dev;
    private final ConcurrentHashMap<Object, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * Makes one.
     *
     * @param dev whether this machine may publish as fast as it likes
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    public PublishRate(PublishLimits limits, boolean dev, LongSupplier nanos) {
        this.dev = dev;
        this.nanos = nanos;
        this.interval = Math.max(1, TimeUnit.SECONDS.toNanos(1) / limits.rate());
        this.capacity = interval * limits.burst();
    }

    /**
     * What a publisher has: whoever has the same token, and of those who have none, whoever is in the same network.
     *
     * @return empty if they may publish as fast as they like
     */
    public Optional<Share> of(Identity identity, InetAddress client) {
        return dev && client.isLoopbackAddress()
                ? Optional.empty()
                : Optional.of(of(identity.anonymous() ? Network.of(client) : identity.principal()));
    }

    /** The same for whatever tells publishers apart. */
    Share of(Object publisher) {
        if (buckets.size() >= MANY) {
            long now = nanos.getAsLong();
            buckets.values().removeIf(bucket -> bucket.full(now));
        }
        return new Share(publisher);
    }

    /** What one publisher has, wherever they take it: whoever holds this takes from the same bucket as they do elsewhere. */
    public final class Share {

        private final Object publisher;

        private Share(Object publisher) {
            this.publisher = publisher;
        }

        /**
         * Takes the place of one event.
         *
         * @throws ProblemException 429 if there is none yet
         */
        public void take() {
            buckets.computeIfAbsent(publisher, fresh -> new Bucket()).take();
        }
    }

    /** One publisher's bucket. */
    private final class Bucket {

        private final AtomicLong fullAt = new AtomicLong(nanos.getAsLong());

        boolean full(long now) {
            return fullAt.get() - now <= 0;
        }

        void take() {
            long now = nanos.getAsLong();
            long before = fullAt.get();
            long after = Math.max(before - now, 0) + interval;
            while (after <= capacity && !fullAt.compareAndSet(before, now + after)) {
                before = fullAt.get();
                after = Math.max(before - now, 0) + interval;
            }
            if (after > capacity) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(after - capacity) + 1;
                throw new ProblemException(Problem.of(
                                429,
                                "you publish faster than limits.publish allows; nothing was stored, wait " + seconds
                                        + " s")
                        .with("Retry-After", Long.toString(seconds)));
            }
        }
    }
}
