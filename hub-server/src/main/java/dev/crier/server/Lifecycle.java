package dev.crier.server;

import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.limits.Pressure;

/** Where the hub stands between its start and its end, for everybody who answers differently then. Safe on any thread. */
final class Lifecycle {

    enum Phase {
        STARTING("the hub is starting; its sources aren't up yet"),
        READY("the hub is ready"),
        DRAINING("the hub is stopping");

        private final String detail;

        Phase(String detail) {
            this.detail = detail;
        }
    }

    private final Pressure pressure;
    private volatile Phase phase = Phase.STARTING;

    Lifecycle(Pressure pressure) {
        this.pressure = pressure;
    }

    /** The sources were started. */
    void ready() {
        if (phase == Phase.STARTING) {
            phase = Phase.READY;
        }
    }

    /** The hub stops; there is no way back. */
    void draining() {
        phase = Phase.DRAINING;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    boolean isDraining() {
        return phase == Phase.DRAINING;
    }

    /** The present phase in words. */
    String detail() {
        return phase.detail;
    }

    /**
     * Refuses what changes something while the hub stops, or while memory runs short.
     *
     * @throws ProblemException 503
     */
    void requireOpen() {
        if (isDraining()) {
            throw new ProblemException(Problem.unavailable(detail() + "; nothing was stored"));
        }
        if (pressure.high()) {
            throw new ProblemException(Problem.unavailable("the hub is short of memory; nothing was stored"));
        }
    }
}
