package dev.crier.server.http;

import java.time.Duration;

/**
 * How much of a body is taken, and how slowly. Immutable; safe to share.
 *
 * @param bytes the most bytes
 * @param time within which all of it has to come; of a body without end, within which more has to come
 */
public record BodyLimits(int bytes, Duration time) {

    /** The same for another number of bytes. */
    public BodyLimits withBytes(int other) {
        return new BodyLimits(other, time);
    }

    /** What a client is told whose body takes longer. */
    public ProblemException late() {
        return new ProblemException(408, "the body didn't come within " + time.toMillis() + " ms; nothing was stored");
    }
}
