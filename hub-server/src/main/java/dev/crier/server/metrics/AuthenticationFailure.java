package dev.crier.server.metrics;

/** Why a credential was refused. */
public enum AuthenticationFailure {
    /** There was none where one is needed. */
    MISSING,
    /** It isn't a token, or there was more than one. */
    MALFORMED,
    /** Its signature, key or algorithm isn't one that the hub trusts. */
    SIGNATURE,
    /** It isn't valid any more. */
    EXPIRED,
    /** It isn't valid yet. */
    NOT_YET_VALID,
    /** Its issuer, audience or other claims aren't what the hub asks for. */
    CLAIMS,
    /** The ticket is unknown, was spent, or has expired. */
    TICKET,
    /** It is good, but doesn't permit what was asked for. */
    SCOPE,
    /** It was sent along by a page of a foreign origin. */
    ORIGIN,
    /** It isn't the credential of the admin interface. */
    ADMIN
}
