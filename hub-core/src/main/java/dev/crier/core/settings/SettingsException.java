package dev.crier.core.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings are wrong; says all that is, each problem with the key it is at. */
public final class SettingsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * One thing that is wrong.
     *
     * @param path the keys from the outermost object to the value, positions in lists as numbers; empty for the object itself
     * @param message what was found and what is expected, without the path
     */
    public record Problem(List<String> path, String message) {

        /** Makes a problem. */
        public Problem {
            path = List.copyOf(path);
        }

        /** The path as people write it, {@code sse.stall-timeout}, and the message. */
        @Override
        public String toString() {
            return path.isEmpty() ? message : Settings.path(path) + ": " + message;
        }
    }

    @SuppressWarnings("serial") // List.copyOf is serializable, and nobody serializes this
    private final List<Problem> problems;

    /** Makes one of at least one problem. */
    public SettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order in which it was found; at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
