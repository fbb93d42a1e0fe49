package dev.crier.core.source;

import java.util.Objects;

/**
 * A source that is ready to run: what the configuration said, understood. Immutable; safe to share.
 *
 * @param definition what the configuration said
 * @param type the kind of feed
 * @param settings its settings, a record of the class that the type names
 */
public record BoundSource(SourceDefinition definition, SourceType type, Record settings) {

    /** Refuses nulls. */
    public BoundSource {
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(type, "type");
        if (!type.settings().isInstance(Objects.requireNonNull(settings, "settings"))) {
            throw new IllegalArgumentException("the settings of a source of type '" + type.name() + "' are a "
                    + type.settings().getName() + ", not a "
                    + settings.getClass().getName());
        }
    }

    /** Whether only one hub of a cluster runs it. */
    public boolean once() {
        return definition.run().map(run -> run == SourceDefinition.Run.ONCE).orElse(type.once());
    }

    /** The source's name. */
    public String name() {
        return definition.name();
    }
}
