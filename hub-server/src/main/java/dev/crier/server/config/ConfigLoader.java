package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts a configuration together: flags over {@code CRIER_...} variables over the file over the built-in defaults, each key
 * on its own, and every problem of all of them found at once.
 *
 * <p>Blocks; to be used once, before the hub starts. Not thread-safe.
 */
public final class ConfigLoader {

    /** Sets how much is logged; no key, since it counts before any file is read. */
    public static final String LOG_LEVEL = "CRIER_LOG_LEVEL";

    private static final List<List<String>> FOLDERS = List.of(List.of("plugins", "folder"), List.of("state", "folder"));
    private static final List<String> PLUGINS = FOLDERS.get(0);

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final ConfigProblems problems = new ConfigProblems();

    /**
     * Prepares to load.
     *
     * @param environment all environment variables
     * @param workingDirectory what relative paths on the command line and in variables are relative to
     */
    public ConfigLoader(Map<String, String> environment, Path workingDirectory) {
        this.environment = Map.copyOf(environment);
        this.workingDirectory = workingDirectory;
    }

    /**
     * Loads and checks everything.
     *
     * @param request what the command line says
     * @param sourceTypes the settings of each type of source, given the folder of plugins; may throw an
     *     {@link UncheckedIOException} if that can't be read
     * @throws ConfigException if anything is wrong
     */
    public LoadedConfig load(ConfigRequest request, Function<Path, Map<String, Class<? extends Record>>> sourceTypes) {
        ConfigFile file = ConfigFile.find(request.file(), environment, workingDirectory);
        Substitution substitution = new Substitution(environment);
        LocatedTree tree = new YamlFile(file.name(), file.kind(), substitution, problems).read(file.bytes());
        if (request.noSources()) {
            tree.put(List.of("sources"), JsonNodeFactory.instance.objectNode(), Origin.flag("--no-sources"));
        }

        Set<String> otherVariables = new HashSet<>(substitution.used());
        otherVariables.addAll(List.of(ConfigFile.VARIABLE, LOG_LEVEL));
        Overlay overlay = new Overlay(environment, otherVariables);
        overlay.variables(tree, ConfigKey.all(tree, Map.of()), problems);
        resolveFolders(tree, file.folder());
        Map<String, Class<? extends Record>> types = sourceTypes(tree, sourceTypes);
        List<ConfigKey> keys = ConfigKey.all(tree, types);
        overlay.variables(
                tree, keys.stream().filter(key -> !FOLDERS.contains(key.path())).toList(), problems);
        for (ConfigRequest.Flag flag : request.flags()) {
            tree.put(flag.path(), JsonNodeFactory.instance.textNode(flag.value()), Origin.flag(flag.name()));
        }

        Optional<HubConfig> config = bind(tree);
        checkSources(tree, types);
        problems.throwIfAny();
        return new LoadedConfig(
                config.orElseThrow(), file.name(), overlay.unknown(), EffectiveYaml.write(file.name(), tree, keys));
    }

    private Optional<HubConfig> bind(LocatedTree tree) {
        try {
            return Optional.of(Settings.bind(tree.root(), HubConfig.class));
        } catch (SettingsException refused) {
            problems.add(refused, List.of(), tree.origins());
            return Optional.empty();
        }
    }

    /** A folder is relative to the file; one of a variable, to the working directory. */
    private void resolveFolders(LocatedTree tree, Path fileFolder) {
        for (List<String> path : FOLDERS) {
            Origin origin = tree.origin(path);
            JsonNode written = tree.at(path);
            String text = written.isTextual() ? written.asText() : defaultFolder(path);
            if (!written.isContainerNode() && !text.isEmpty() && !text.contains("\0")) {
                Path base = origin.kind() == Origin.Kind.VARIABLE ? workingDirectory : fileFolder;
                tree.put(
                        path,
                        JsonNodeFactory.instance.textNode(base.resolve(text).toString()),
                        origin);
            }
        }
    }

    private static String defaultFolder(List<String> path) {
        HubConfig defaults = HubConfig.defaults();
        Path folder = path.equals(PLUGINS)
                ? defaults.plugins().folder()
                : defaults.state().folder();
        return folder.toString();
    }

    private Map<String, Class<? extends Record>> sourceTypes(
            LocatedTree tree, Function<Path, Map<String, Class<? extends Record>>> sourceTypes) {
        Origin origin = tree.origin(PLUGINS);
        String text = tree.at(PLUGINS).asText();
        try {
            Path folder = Path.of(text);
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                problems.add(origin, PLUGINS, "'" + text + "' is a file, not a folder of jars");
            } else if (origin.chosen() && !text.isEmpty() && !Files.exists(folder)) {
                problems.add(origin, PLUGINS, "there is no folder '" + text + "'; make it, or leave the key out");
            }
            return sourceTypes.apply(folder);
        } catch (UncheckedIOException | InvalidPathException e) {
            problems.add(origin, PLUGINS, String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    private void checkSources(LocatedTree tree, Map<String, Class<? extends Record>> types) {
        for (Map.Entry<String, JsonNode> entry : tree.at(List.of("sources")).properties()) {
            List<String> path = List.of("sources", entry.getKey());
            SourceNames.problem(entry.getKey()).ifPresent(wrong -> problems.add(tree.origin(path), path, wrong));
            if (entry.getValue() instanceof ObjectNode source
                    && source.path("type").isTextual()) {
                checkSource(source, path, tree, types);
            }
        }
    }

    private void checkSource(
            ObjectNode source, List<String> path, LocatedTree tree, Map<String, Class<? extends Record>> types) {
        String type = source.path("type").asText();
        Class<? extends Record> settings = types.get(type);
        if (settings == null) {
            List<String> at = List.of(path.get(0), path.get(1), "type");
            problems.add(tree.origin(at), at, SourceNames.unknownType(type, types.keySet()));
            return;
        }
        try {
            Settings.bind(source.deepCopy().without("type"), settings);
        } catch (SettingsException refused) {
            problems.add(refused, path, tree.origins());
        }
    }
}
