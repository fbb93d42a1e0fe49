package dev.crier.server.config;

import java.util.List;

/** A configuration is wrong; says everything that is, with the place of each. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf is serializable, and nobody serializes this
    private final List<String> problems;

    /** Makes one of at least one problem, each a line fit for the person who wrote the configuration. */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, a line each. */
    public List<String> problems() {
        return problems;
    }
}
