package dev.crier.server.config;

import java.util.List;

/**
 * A configuration that is good, and how it came about. Not to be changed; safe to share.
 *
 * @param config the result
 * @param file the file that was read, for people
 * @param warnings what was ignored, a line each
 * @param effective every value, where it is from included, as a YAML file that means the same
 */
public record LoadedConfig(HubConfig config, String file, List<String> warnings, String effective) {

    /** Makes one. */
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
