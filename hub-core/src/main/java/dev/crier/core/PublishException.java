package dev.crier.core;

/**
 * Why a publish was refused or failed.
 *
 * <p>{@link #reason()} tells a machine what the message tells a person. Only after {@link Reason#UNAVAILABLE} may the
 * event have been stored all the same (the answer was lost, not the event): repeat it under the same idempotency key.
 */
public class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is; the number is the HTTP status it becomes, and the failure code on the event bus. */
    public enum Reason {
        /** The draft breaks a rule; repeating it as it is never helps. */
        INVALID(400),
        /** The topic is the hub's own. */
        FORBIDDEN(403),
        /** Another has the lease by which this publisher was the only one; nothing was stored. */
        FENCED(403),
        /** The event is bigger than the hub takes. */
        TOO_LARGE(413),
        /** The idempotency key was used for another event. */
        CONFLICT(422),
        /** Too much waits for the log, or too many are in flight: nothing was stored, try again later. */
        OVERLOADED(503),
        /** The log's disk is full: nothing was stored, and an operator has to make room. */
        NO_SPACE(507),
        /** The log can't append, or its answer was lost. */
        UNAVAILABLE(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** Whether nothing was stored, and the same draft may be taken later. */
        public boolean temporary() {
            return this == OVERLOADED || this == NO_SPACE;
        }

        /** The HTTP status of this refusal (RFC 9110; 507 is of RFC 4918). */
        public int status() {
            return status;
        }
    }

    private final Reason reason;

    /** Makes one with a message fit for the publisher. */
    public PublishException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Makes one with what caused it. */
    public PublishException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What a publisher gets whose lease has another holder. */
    public static PublishException fenced(Fence fence) {
        return new PublishException(
                Reason.FENCED,
                "the lease '" + fence.lease() + "' has another holder, who publishes now; nothing was stored");
    }

    /** What kind of refusal it is. */
    public final Reason reason() {
        return reason;
    }
}
