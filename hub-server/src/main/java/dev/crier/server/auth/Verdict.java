package dev.crier.server.auth;

import dev.crier.server.metrics.AuthenticationFailure;

/** What a token turned out to be. */
sealed interface Verdict {

    /** It is good. */
    record Accepted(Identity identity) implements Verdict {}

    /**
     * It isn't.
     *
     * @param reason for those who run the hub
     * @param detail for those who sent it
     */
    record Refused(AuthenticationFailure reason, String detail) implements Verdict {}

    /** It names a key that isn't known, or not yet. */
    record UnknownKey() implements Verdict {}
}
