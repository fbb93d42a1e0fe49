package dev.crier.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says about the configuration; texts are as they were typed. Immutable; safe to share.
 *
 * @param file the file of {@code --config}
 * @param host the value of {@code --host}
 * @param port the value of {@code --port}
 * @param adminPort the value of {@code --admin-port}
 * @param dev whether {@code --dev} was there
 * @param noSources whether {@code --no-sources} was there
 */
public record ConfigRequest(
        Optional<String> file,
        Optional<String> host,
        Optional<String> port,
        Optional<String> adminPort,
        boolean dev,
        boolean noSources) {

    /** A command line without any flags. */
    public static final ConfigRequest NONE =
            new ConfigRequest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /** A key that was set by a flag. */
    record Flag(String name, List<String> path, String value) {}

    List<Flag> flags() {
        Map<Flag, Boolean> flags = new LinkedHashMap<>();
        host.ifPresent(value -> flags.put(new Flag("--host", List.of("server", "host"), value), true));
        port.ifPresent(value -> flags.put(new Flag("--port", List.of("server", "port"), value), true));
        adminPort.ifPresent(value -> flags.put(new Flag("--admin-port", List.of("admin", "port"), value), true));
        flags.put(new Flag("--dev", List.of("dev"), "true"), dev);
        return flags.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }
}
