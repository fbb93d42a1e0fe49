package dev.crier.core.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What a folder of plugins had to offer: the jars that were loaded, and those that were refused, with the reason.
 *
 * <p>Immutable; safe to share.
 *
 * @param loaded the jars whose sources can be used, sorted by name
 * @param refused the jars that can't be used, sorted by name
 */
public record Plugins(List<Loaded> loaded, List<Refused> refused) {

    /** No plugins at all. */
    public static final Plugins NONE = new Plugins(List.of(), List.of());

    /**
     * A jar whose sources can be used.
     *
     * @param jar the file
     * @param types its sources, at least one
     */
    public record Loaded(Path jar, List<SourceType> types) {

        /** Makes one. */
        public Loaded {
            Objects.requireNonNull(jar, "jar");
            types = List.copyOf(types);
        }
    }

    /**
     * A jar that can't be used.
     *
     * @param jar the file
     * @param reason why not, and what to do, for people
     */
    public record Refused(Path jar, String reason) {

        /** Makes one. */
        public Refused {
            Objects.requireNonNull(jar, "jar");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Makes a result. */
    public Plugins {
        loaded = List.copyOf(loaded);
        refused = List.copyOf(refused);
    }

    /**
     * Loads every jar of a folder, each in a class loader of its own. Blocks; to be called once, when a hub starts.
     *
     * <p>A jar that can't be used is logged as an error and is in {@link #refused()}; it stops no other. Of jars with sources
     * of the same type all are refused, since any choice would be chance; a type that is built in stays.
     *
     * @param folder where the jars are; a folder that doesn't exist has none
     * @param builtIn the types that no plugin may have
     * @throws java.io.UncheckedIOException if the folder can't be read
     */
    public static Plugins load(Path folder, SourceCatalog builtIn) {
        return new PluginLoader(folder, builtIn).load();
    }

    /** The sources of all loaded plugins. */
    public List<SourceType> types() {
        return loaded.stream().flatMap(plugin -> plugin.types.stream()).toList();
    }
}
