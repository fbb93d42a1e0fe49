package dev.crier.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Room for bytes that wait in memory for clients: so much in all, and of it so much for one client, so that nobody takes what is
 * meant for everybody. Who has nothing there yet may have one thing of any length that fits.
 *
 * <p>Safe on any thread; a {@link Claim} belongs to one.
 */
public final class Room {

    private final long most;
    private final long share;
    private final Function<HttpServerRequest, ?> client;
    private final BooleanSupplier shut;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentHashMap<Object, Long> byClient = new ConcurrentHashMap<>();

    /**
     * Makes room.
     *
     * @param most how much there is in all, in bytes
     * @param share how much of it one client may have, in bytes
     * @param client what tells the clients of requests apart
     * @param shut whether there is none at the moment, however little is taken
     */
    public Room(long most, long share, Function<HttpServerRequest, ?> client, BooleanSupplier shut) {
        this.most = most;
        this.share = share;
        this.client = client;
        this.shut = shut;
    }

    /** How much is taken. In bytes. */
    public long taken() {
        return taken.get();
    }

    /** What a request has, which is nothing yet. Nothing is left of it only after {@link Claim#release}. */
    public Claim claim(HttpServerRequest request) {
        return new Claim(request);
    }

    /** The part of one request. */
    public final class Claim {

        private final HttpServerRequest request;
        private @Nullable Object of;
        private long held;

        private Claim(HttpServerRequest request) {
            this.request = request;
        }

        /**
         * Has so many bytes from now on; fewer than before is always possible.
         *
         * @return false if there is no room for them, and nothing has changed
         */
        public boolean hold(long bytes) {
            long more = bytes - held;
            if (more <= 0) {
                take(more);
                return true;
            }
            if (shut.getAsBoolean()) {
                return false;
            }
            long ofClient = take(more);
            boolean alone = ofClient == bytes;
            if (taken.get() > most || (ofClient > share && !alone)) {
                take(-more);
                return false;
            }
            return true;
        }

        /** Has so many bytes from now on, whether there is room for them or not. */
        public void insist(long bytes) {
            take(bytes - held);
        }

        /** Gives all back; a second time is harmless. */
        public void release() {
            take(-held);
        }

        /** Answers what the client has in all then. */
        private long take(long more) {
            if (more == 0) {
                return held;
            }
            Object known = of;
            if (known == null) { // which costs more than most requests need
                known = client.apply(request);
                of = known;
            }
            held += more;
            taken.addAndGet(more);
            Long left = byClient.merge(known, more, (before, change) -> before + change == 0 ? null : before + change);
            return left == null ? 0 : left;
        }
    }
}
