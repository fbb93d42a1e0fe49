package dev.crier.server.config;

import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import java.util.List;

/**
 * A configuration that is good, and how it came about. Not to be changed; safe to share.
 *
 * @param config the result
 * @param catalog the types of sources, those of plugins included
 * @param plugins what the folder of plugins had to offer
 * @param file the file that was read, for people
 * @param warnings what was ignored, a line each
 * @param effective every value, where it is from included, as a YAML file that means the same
 */
public record LoadedConfig(
        HubConfig config,
        SourceCatalog catalog,
        Plugins plugins,
        String file,
        List<String> warnings,
        String effective) {

    /** Makes one. */
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
