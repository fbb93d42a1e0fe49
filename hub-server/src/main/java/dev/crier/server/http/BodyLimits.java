package dev.crier.server.http;

import java.time.Duration;

/**
 * How much of a body is taken, and how slowly. Immutable; safe to share.
 *
 * @param bytes the most bytes
 * @param time within which all of it has to come; of a body without end, within which more has to come
 * @param room for what has come of all bodies that aren't whole yet
 */
public record BodyLimits(int bytes, Duration time, Room room) {

    /** What a client is told for whose body there is no room. */
    public static ProblemException crowded() {
        return new ProblemException(
                Problem.unavailable("the hub has no room for more of the body now; send it again later"));
    }

    /** What a client is told whose body takes longer. */
    public ProblemException late() {
        return new ProblemException(408, "the body didn't come within " + time.toMillis() + " ms; nothing was stored");
    }
}
