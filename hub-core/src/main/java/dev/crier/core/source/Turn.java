package dev.crier.core.source;

import dev.crier.core.Fence;
import dev.crier.core.source.Scheduler.Scheduled;
import dev.crier.core.spi.Lease;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when it is this hub's turn to run a source that must run once in a cluster, and when that is over: a lease in the log
 * that is taken, renewed three times in its life, and given back.
 *
 * <p>Confined to the supervisor's context. It counts as lost when it wasn't renewed for as long as it lasts, whatever the
 * reason: from then on another hub may have it. What the source still has on its way is refused by the log itself, which
 * knows the lease's holder by the {@link Fence} of each event.
 */
final class Turn {

    /** How long a hub may be silent before another takes over. */
    static final Duration LASTS = Duration.ofSeconds(9);

    private static final Duration STEP = LASTS.dividedBy(3);

    private final String lease;
    private final boolean once;
    private final Surroundings surroundings;
    private final Runnable lost;
    private final Logger logger;
    private @Nullable Lease held;
    private Instant until = Instant.MIN;
    private @Nullable Scheduled next;
    /** Counts what was asked for, so that an answer to an earlier question changes nothing. */
    private int asked;

    /**
     * Makes one that isn't taken.
     *
     * @param lost hears that it is over, though it was not given back
     */
    Turn(BoundSource source, Surroundings surroundings, Runnable lost) {
        this.lease = "source/" + source.name();
        this.once = source.once();
        this.surroundings = surroundings;
        this.lost = lost;
        this.logger = LoggerFactory.getLogger("dev.crier.source." + source.name());
    }

    /**
     * Waits for it; at once for a source that each hub runs, or if it is held.
     *
     * @param taken hears that it is this hub's turn, and under which fence
     * @param waiting hears each time that it isn't yet, and why
     */
    void take(Consumer<Fence> taken, Consumer<String> waiting) {
        cancel();
        if (!once) {
            taken.accept(Fence.NONE);
        } else if (held != null) {
            later(STEP, this::renew);
            taken.accept(new Fence(lease, held.token()));
        } else {
            tryLease(taken, waiting);
        }
    }

    private void tryLease(Consumer<Fence> taken, Consumer<String> waiting) {
        int question = ++asked;
        Instant sent = now();
        surroundings
                .hub()
                .log()
                .tryLease(lease, LASTS)
                .onComplete(answer -> surroundings.here(() -> {
                    if (question != asked) {
                        release(answer);
                    } else if (answer.succeeded() && answer.result().isPresent()) {
                        held = answer.result().get();
                        until = sent.plus(LASTS);
                        later(STEP, this::renew);
                        taken.accept(new Fence(lease, held.token()));
                    } else {
                        waiting.accept(
                                answer.succeeded()
                                        ? "another hub runs it; this one takes over when that ends"
                                        : "whether another hub runs it is not known: "
                                                + Health.message(answer.cause()));
                        later(STEP, () -> tryLease(taken, waiting));
                    }
                }));
    }

    private static void release(AsyncResult<Optional<Lease>> unwanted) {
        if (unwanted.succeeded()) {
            unwanted.result().ifPresent(Lease::release);
        }
    }

    private void renew() {
        Lease current = held;
        if (current == null) {
            return;
        }
        Instant sent = now();
        Duration left = Duration.between(sent, until);
        later(left.compareTo(STEP) < 0 ? left : STEP, this::renew);
        if (left.isNegative() || left.isZero()) {
            held = null;
            cancel();
            logger.warn("its lease was not renewed within {}; another hub may run it now", Health.seconds(LASTS));
            lost.run();
            return;
        }
        current.renew()
                .onSuccess(done -> surroundings.here(() -> {
                    if (held == current) {
                        until = sent.plus(LASTS);
                    }
                }));
    }

    /** Ends it, so that another hub needn't wait for it. */
    void giveBack() {
        cancel();
        Lease last = held;
        held = null;
        if (last != null) {
            last.release();
        }
    }

    private void later(Duration wait, Runnable task) {
        if (next != null) {
            next.cancel();
        }
        int question = asked;
        next = surroundings
                .timing()
                .scheduler()
                .after(
                        wait,
                        () -> surroundings.here(() -> {
                            if (question == asked) {
                                task.run();
                            }
                        }));
    }

    private void cancel() {
        asked++;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private Instant now() {
        return surroundings.timing().clock().instant();
    }
}
