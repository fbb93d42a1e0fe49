package dev.crier.server.metrics;

import dev.crier.core.PublishException;
import dev.crier.server.http.Problem;

/** Why an event wasn't taken; a batch counts each line that is refused. */
public enum PublishRefusal {
    /** The publisher didn't prove who they are. */
    UNAUTHENTICATED,
    /** The publisher may not: not there, not from that page, or the topic is the hub's own. */
    FORBIDDEN,
    /** The event or what was asked for breaks a rule. */
    INVALID,
    /** It is bigger than the hub takes. */
    TOO_LARGE,
    /** Its idempotency key was used for another event. */
    CONFLICT,
    /** The publisher is faster than they may be. */
    RATE,
    /** Too much waits for the log, or the hub stops or is short of memory. */
    OVERLOADED,
    /** The log's disk is full. */
    NO_SPACE,
    /** The log couldn't append, its answer was lost, or the hub failed. */
    UNAVAILABLE;

    /** The reason behind a failure that a publisher is told of; what they aren't told of is the hub's own. */
    public static PublishRefusal of(Throwable failure) {
        if (failure instanceof PublishException refused) {
            return refused.reason() == PublishException.Reason.UNAVAILABLE
                    ? UNAVAILABLE
                    : ofStatus(refused.reason().status());
        }
        return Problem.of(failure).map(problem -> ofStatus(problem.status())).orElse(UNAVAILABLE);
    }

    private static PublishRefusal ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 413 -> TOO_LARGE;
            case 422 -> CONFLICT;
            case 429 -> RATE;
            case 503 -> OVERLOADED;
            case 507 -> NO_SPACE;
            default -> INVALID;
        };
    }
}
