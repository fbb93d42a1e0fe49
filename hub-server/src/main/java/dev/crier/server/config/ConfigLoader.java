package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceDefinition;
import dev.crier.core.source.SourceType;
import java.io.File;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a configuration together: flags over {@code CRIER_...} variables over the file over the built-in defaults, each key
 * on its own, and every problem of all of them found at once.
 *
 * <p>Blocks; to be used once, before the hub starts. Not thread-safe.
 */
public final class ConfigLoader {

    /** Sets how much is logged; no key, since it counts before any file is read. */
    public static final String LOG_LEVEL = "CRIER_LOG_LEVEL";

    /** Sets how log lines look; no key, for the same reason. */
    public static final String LOG_FORMAT = "CRIER_LOG_FORMAT";

    private static final List<String> PLUGINS = List.of("plugins", "folder");
    private static final List<String> STATE = List.of("state", "folder");
    private static final List<String> LOG = List.of("log", "folder");
    private static final List<String> JWKS = List.of("auth", "jwks");
    private static final List<String> TICKET_KEY = List.of("auth", "ticket-key");
    private static final List<List<String>> FILES = List.of(
            List.of("server", "tls", "certificate"),
            List.of("server", "tls", "key"),
            List.of("admin", "token-file"),
            List.of("log", "ca"));
    private static final List<List<String>> PATHS = Stream.concat(
                    Stream.of(PLUGINS, LOG, STATE, JWKS, TICKET_KEY), FILES.stream())
            .toList();

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final SourceCatalog builtIn;
    private final ConfigProblems problems = new ConfigProblems();

    /**
     * Prepares to load.
     *
     * @param environment all environment variables
     * @param workingDirectory what relative paths on the command line and in variables are relative to
     * @param builtIn the types of sources besides those of plugins
     */
    public ConfigLoader(Map<String, String> environment, Path workingDirectory, SourceCatalog builtIn) {
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory;
        this.builtIn = builtIn;
    }

    /**
     * Loads and checks everything, and on the way the plugins, whose sources have settings to check.
     *
     * @param request what the command line says
     * @throws ConfigException if anything is wrong
     */
    public LoadedConfig load(ConfigRequest request) {
        ConfigFile file = ConfigFile.find(request.file(), environment, workingDirectory);
        Substitution substitution = new Substitution(environment);
        LocatedTree tree = new YamlFile(file.name(), file.kind(), substitution, problems).read(file.bytes());
        if (request.noSources()) {
            tree.put(List.of("sources"), JsonNodeFactory.instance.objectNode(), Origin.flag("--no-sources"));
        }

        Set<String> otherVariables = new HashSet<>(substitution.used());
        otherVariables.addAll(List.of(ConfigFile.VARIABLE, LOG_LEVEL, LOG_FORMAT));
        Overlay overlay = new Overlay(environment, otherVariables);
        overlay.variables(tree, ConfigKey.all(tree, Map.of()), problems);
        List<List<String>> paths = paths(tree);
        resolve(paths, tree, file.folder());
        Plugins plugins = plugins(tree);
        SourceCatalog catalog = builtIn.and(plugins.types());
        List<ConfigKey> keys = ConfigKey.all(tree, settingsByType(catalog));
        overlay.variables(
                tree, keys.stream().filter(key -> !paths.contains(key.path())).toList(), problems);
        for (ConfigRequest.Flag flag : request.flags()) {
            tree.put(flag.path(), JsonNodeFactory.instance.textNode(flag.value()), Origin.flag(flag.name()));
        }

        Optional<HubConfig> config = bind(tree);
        checkSources(tree, catalog);
        checkFiles(tree);
        problems.throwIfAny();
        return new LoadedConfig(
                config.orElseThrow(),
                catalog,
                plugins,
                file.name(),
                overlay.unknown(),
                EffectiveYaml.write(file.name(), tree, keys));
    }

    private static Map<String, Class<? extends Record>> settingsByType(SourceCatalog catalog) {
        return catalog.types().stream().collect(Collectors.toMap(SourceType::name, SourceType::settings));
    }

    private Optional<HubConfig> bind(LocatedTree tree) {
        try {
            return Optional.of(Settings.bind(tree.root(), HubConfig.class));
        } catch (SettingsException refused) {
            problems.add(refused, List.of(), tree.origins());
            return Optional.empty();
        }
    }

    /** What names a file or folder in this configuration. */
    private static List<List<String>> paths(LocatedTree tree) {
        List<List<String>> paths = new ArrayList<>(PATHS);
        tree.at(List.of("auth", "keys"))
                .fieldNames()
                .forEachRemaining(key -> paths.add(List.of("auth", "keys", key, "file")));
        return paths;
    }

    /** A path is relative to the file; one of a variable, to the working directory. An address is none. */
    private void resolve(List<List<String>> paths, LocatedTree tree, Path fileFolder) {
        for (List<String> path : paths) {
            Origin origin = tree.origin(path);
            JsonNode written = tree.at(path);
            String text = written.isTextual() ? written.asText() : byDefault(path);
            if (!written.isContainerNode() && !text.isEmpty() && !text.contains("\0") && !text.contains("://")) {
                Path base = origin.kind() == Origin.Kind.VARIABLE ? workingDirectory : fileFolder;
                tree.put(
                        path,
                        JsonNodeFactory.instance.textNode(base.resolve(text).toString()),
                        origin);
            }
        }
    }

    /** What a path is that isn't configured; empty for none. */
    private static String byDefault(List<String> path) {
        HubConfig defaults = HubConfig.defaults();
        if (path.equals(PLUGINS)) {
            return defaults.plugins().folder().toString();
        }
        return path.equals(STATE) ? defaults.state().folder().toString() : "";
    }

    private void checkFiles(LocatedTree tree) {
        for (List<String> path : FILES) {
            JsonNode written = tree.at(path);
            if (written.isTextual() && !new File(written.asText()).isFile()) {
                problems.add(tree.origin(path), path, "there is no file '" + written.asText() + "'");
            }
        }
    }

    private Plugins plugins(LocatedTree tree) {
        Origin origin = tree.origin(PLUGINS);
        String text = tree.at(PLUGINS).asText();
        try {
            Path folder = Path.of(text);
            if (Files.isDirectory(folder)) {
                return Plugins.load(folder, builtIn);
            } else if (Files.exists(folder)) {
                problems.add(origin, PLUGINS, "'" + text + "' is a file, not a folder of jars");
            } else if (origin.chosen() && !text.isEmpty()) {
                problems.add(origin, PLUGINS, "there is no folder '" + text + "'; make it, or leave the key out");
            }
        } catch (UncheckedIOException e) {
            problems.add(origin, PLUGINS, String.valueOf(e.getMessage()));
        } catch (InvalidPathException e) {
            return Plugins.NONE; // the binding says so
        }
        return Plugins.NONE;
    }

    private void checkSources(LocatedTree tree, SourceCatalog catalog) {
        for (Map.Entry<String, JsonNode> entry : tree.at(List.of("sources")).properties()) {
            List<String> path = List.of("sources", entry.getKey());
            JsonNode type = entry.getValue().path("type");
            try {
                if (entry.getValue() instanceof ObjectNode source && type.isTextual()) {
                    ObjectNode settings = source.deepCopy();
                    settings.remove("type");
                    settings.remove("run");
                    catalog.bind(new SourceDefinition(entry.getKey(), type.asText(), settings));
                }
            } catch (SettingsException refused) {
                problems.add(refused, path, tree.origins());
            } catch (IllegalArgumentException refused) {
                problems.add(tree.origin(path), path, String.valueOf(refused.getMessage()));
            }
        }
    }
}
