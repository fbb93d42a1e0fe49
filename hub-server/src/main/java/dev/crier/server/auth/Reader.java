package dev.crier.server.auth;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Who opens a stream, and what they have to give for it. For one request, on its event loop. */
public final class Reader {

    /** Somebody of whom nobody knows yet who it is, since the keys that would tell couldn't be read so far. */
    static final Reader UNKNOWN = new Reader(Optional.empty(), () -> false);

    private final Optional<Identity> identity;
    private final BooleanSupplier entrance;

    private Reader(Optional<Identity> identity, BooleanSupplier entrance) {
        this.identity = identity;
        this.entrance = entrance;
    }

    /** Somebody who is known already. */
    static Reader of(Identity identity) {
        return new Reader(Optional.of(identity), () -> true);
    }

    /**
     * Somebody with a ticket.
     *
     * @param entrance spends it; says whether there is room for another one that is
     */
    static Reader of(Identity identity, BooleanSupplier entrance) {
        return new Reader(Optional.of(identity), entrance);
    }

    /** Who it is; empty if they are to come back when that can be known. */
    public Optional<Identity> identity() {
        return identity;
    }

    /**
     * Spends the ticket, if there is one: the last step before a stream opens, so that a request that is refused for what it
     * asks leaves it as it is.
     *
     * @return whether the stream may open; if not, its reader is to come back
     * @throws dev.crier.server.http.ProblemException 401 if somebody else has spent it
     */
    public boolean enter() {
        return entrance.getAsBoolean();
    }
}
