package dev.crier.server.http;

/** Ends the handling of a request with a {@link Problem}. Thrown, or the failure of a future. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Makes one. */
    public ProblemException(Problem problem) {
        super(problem.status() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** Makes one of a status and a detail. */
    public ProblemException(int status, String detail) {
        this(Problem.of(status, detail));
    }

    /** What the client is told. */
    public Problem problem() {
        return problem;
    }
}
