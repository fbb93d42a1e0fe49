package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open streams of one event loop, those that catch up among them, and how each of them ends. Only for that loop. */
final class Streams {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final Audiences audiences;
    private final Interest interest;
    private final DeliveryTally tally;
    private final Runnable emptied;
    private final Set<Subscription> all = new LinkedHashSet<>();
    private final Set<Subscription> catchingUp = new LinkedHashSet<>();

    /**
     * Makes an empty set.
     *
     * @param emptied called when the last stream has ended
     */
    Streams(Audiences audiences, Interest interest, DeliveryTally tally, Runnable emptied) {
        this.audiences = audiences;
        this.interest = interest;
        this.tally = tally;
        this.emptied = emptied;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    void add(Subscription subscription) {
        all.add(subscription);
        interest.add(subscription.filter());
    }

    void catchUp(Subscription subscription, CatchUp catchUp) {
        subscription.catchUp(catchUp);
        catchingUp.add(subscription);
        tally.catchingUp(catchingUp.size());
    }

    void caughtUp(Subscription subscription) {
        subscription.catchUp(null);
        catchingUp.remove(subscription);
        tally.catchingUp(catchingUp.size());
    }

    /** Forgets a stream whose connection is gone; a second time is harmless. */
    void remove(Subscription subscription) {
        if (all.remove(subscription)) {
            audiences.leave(subscription);
            catchingUp.remove(subscription);
            tally.catchingUp(catchingUp.size());
            subscription.close();
            interest.remove(subscription.filter());
            if (all.isEmpty()) {
                emptied.run();
            }
        }
    }

    /** Ends a stream for a reason of the hub's. */
    void end(Subscription subscription, Outlet.EndReason reason) {
        if (!subscription.closed()) {
            remove(subscription);
            subscription.outlet().end(reason);
        }
    }

    /** Ends a stream to which something could not be written, and no other; even for want of memory. */
    void broken(Subscription subscription, Throwable cause) {
        LOG.warn("Writing to a subscriber of {} failed; its stream is ended", subscription.filter(), cause);
        end(subscription, Outlet.EndReason.BROKEN);
    }

    /** Ends the streams whose readers have left their sockets full for so long. */
    void endStalled(Duration timeout) {
        int slow = 0;
        for (Subscription subscription : List.copyOf(catchingUp)) {
            CatchUp catchUp = subscription.catchUp();
            long blocked = catchUp == null ? 0 : catchUp.blockedFor();
            if (blocked >= timeout.toMillis()) {
                end(subscription, Outlet.EndReason.STALLED);
            } else if (blocked > 0) {
                slow++;
            }
        }
        tally.slow(slow);
    }

    /** Ends all streams, with a last word to those who can take one. */
    void endAll(Function<WireFormat, Buffer> farewell) {
        List.copyOf(all).forEach(subscription -> end(subscription, farewell, Outlet.EndReason.DRAINING));
    }

    /** Ends the streams that have got all there is, with a last word. */
    void endUpToDate(Function<WireFormat, Buffer> farewell) {
        for (Subscription subscription : List.copyOf(all)) {
            if (subscription.audience() != null) {
                end(subscription, farewell, Outlet.EndReason.DRAINING);
            }
        }
    }

    /** Ends a stream with a last word, if its reader can take one. */
    void end(Subscription subscription, Function<WireFormat, Buffer> farewell, Outlet.EndReason reason) {
        if (subscription.outlet().writable()) {
            subscription.sendLast(farewell.apply(subscription.format()));
        }
        end(subscription, reason);
    }
}
