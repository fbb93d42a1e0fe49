package dev.crier.core.source;

import dev.crier.core.settings.Nearest;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The types of sources that this hub knows, each by its name. Immutable; safe to share. */
public final class SourceCatalog {

    /** Where a type is from that is no plugin. */
    public static final String BUILT_IN = "built in";

    private final SortedMap<String, SourceType> types = new TreeMap<>();

    private SourceCatalog(Collection<SourceType> types) {
        for (SourceType type : types) {
            SourceType other = this.types.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalArgumentException("two sources have the type '" + type.name() + "': one is "
                        + other.origin() + ", the other is " + type.origin());
            }
        }
    }

    /**
     * A catalog of these types.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static SourceCatalog of(Collection<SourceType> types) {
        return new SourceCatalog(types);
    }

    /**
     * The types on the hub's own class path.
     *
     * @throws java.util.ServiceConfigurationError if one can't be loaded
     * @throws IllegalArgumentException if two have the same name
     */
    public static SourceCatalog builtIn() {
        return of(SourceType.offeredBy(PluginLoader.hubLoader())
                .map(factory -> SourceType.of(BUILT_IN, factory))
                .toList());
    }

    /**
     * These types and more.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public SourceCatalog and(Collection<SourceType> more) {
        return of(Stream.concat(types.values().stream(), more.stream()).toList());
    }

    /** All types, sorted by name. */
    public List<SourceType> types() {
        return List.copyOf(types.values());
    }

    /**
     * Finds a source's type and binds its settings.
     *
     * @throws SettingsException if the type is unknown or the settings are refused; its paths begin within the source
     */
    public BoundSource bind(SourceDefinition definition) {
        SourceType type = types.get(definition.type());
        if (type == null) {
            throw new SettingsException(
                    List.of(new SettingsException.Problem(List.of("type"), unknown(definition.type()))));
        }
        return new BoundSource(definition, type, Settings.bind(definition.settings(), type.settings()));
    }

    private String unknown(String type) {
        String nearest = Nearest.to(type, types.keySet())
                .map(name -> "did you mean '" + name + "'? ")
                .orElse("");
        return "there is no source of type '" + type + "'; " + nearest + "known types: "
                + (types.isEmpty() ? "none" : String.join(", ", types.keySet()));
    }
}
