package dev.crier.bench;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says once a second how far a run is: on a terminal in one line that changes, else line by line. Only for one thread.
 */
final class Progress {

    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);
    /** Set by the script {@code crier}: the JVM itself can't tell whether the standard error is a terminal. */
    private static final String TERMINAL = "crier.terminal";

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean quiet;
    private final boolean terminal;
    private long next = System.nanoTime();
    private boolean shown;

    /**
     * Makes one that has said nothing yet.
     *
     * @param quiet whether to say nothing at all
     */
    Progress(PrintStream out, boolean quiet) {
        this.out = out;
        this.quiet = quiet;
        this.terminal = Boolean.getBoolean(TERMINAL);
    }

    /** Says it, if it is time to. */
    void say(Supplier<String> what) {
        long now = System.nanoTime();
        if (quiet || now < next) {
            return;
        }
        next = now + PERIOD;
        if (terminal) {
            out.print(CLEAR_LINE + what.get());
            out.flush();
            shown = true;
        } else {
            out.println(what.get());
        }
    }

    /** Clears the line for what is printed next. */
    void clear() {
        if (shown) {
            out.print(CLEAR_LINE);
            out.flush();
            shown = false;
        }
    }
}
