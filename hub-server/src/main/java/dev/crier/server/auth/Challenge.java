package dev.crier.server.auth;

import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;

/**
 * The refusals of RFC 6750, section 3: each says in {@code detail} what a developer must do, and nothing about keys. Stateless.
 */
final class Challenge {

    private static final String HEADER = "WWW-Authenticate";
    private static final String BEARER = "Bearer realm=\"crier\"";

    private Challenge() {}

    /** 401: a token is needed, and there is none. */
    static ProblemException missing(String detail) {
        return new ProblemException(Problem.of(401, detail).with(HEADER, BEARER));
    }

    /** 400: a token is there, but not as it must be. */
    static ProblemException invalidRequest(String detail) {
        return new ProblemException(Problem.of(400, detail).with(HEADER, BEARER + ", error=\"invalid_request\""));
    }

    /** 401: a token is there, and it isn't good. */
    static ProblemException invalidToken(String detail) {
        return new ProblemException(Problem.of(401, detail).with(HEADER, BEARER + ", error=\"invalid_token\""));
    }

    /** 403: the token is good, but not for this. */
    static ProblemException insufficientScope(String detail) {
        return new ProblemException(Problem.of(403, detail).with(HEADER, BEARER + ", error=\"insufficient_scope\""));
    }
}
