package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.settings.Settings;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One value that can be configured, and what its environment variable is called. Immutable; safe to share.
 *
 * @param path the keys that lead to it
 * @param type the type of its component
 * @param byDefault the value when it is left out; empty if there is none
 * @param required whether it can't be left out
 */
record ConfigKey(List<String> path, Type type, Optional<JsonNode> byDefault, boolean required) {

    /** What the variables of all keys begin with. */
    static final String PREFIX = "CRIER_";

    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    /**
     * All values of a configuration, in the order of the records.
     *
     * @param tree says which sources and patterns there are
     * @param sourceTypes the settings of each type of source; the values of a source of another type aren't known
     */
    static List<ConfigKey> all(LocatedTree tree, Map<String, Class<? extends Record>> sourceTypes) {
        List<ConfigKey> keys = new ArrayList<>();
        for (Settings.Key section : Settings.keys(HubConfig.class)) {
            List<String> path = List.of(section.name());
            if (section.name().equals("sources")) {
                for (String name : names(tree, path)) {
                    List<String> source = child(path, name);
                    collect(HubConfig.SourceConfig.class, source, tree, keys);
                    Class<? extends Record> settings =
                            sourceTypes.get(tree.at(child(source, "type")).asText());
                    if (settings != null) {
                        collect(settings, source, tree, keys);
                    }
                }
            } else {
                collect(section, path, tree, keys);
            }
        }
        return keys;
    }

    private static void collect(
            Class<? extends Record> type, List<String> path, LocatedTree tree, List<ConfigKey> keys) {
        Settings.keys(type).forEach(key -> collect(key, child(path, key.name()), tree, keys));
    }

    private static void collect(Settings.Key key, List<String> path, LocatedTree tree, List<ConfigKey> keys) {
        Optional<Class<? extends Record>> section = Settings.section(key.type());
        Optional<Class<? extends Record>> mapped = valueType(key.type()).flatMap(Settings::section);
        if (section.isPresent()) {
            collect(section.get(), path, tree, keys);
        } else if (mapped.isPresent()) {
            for (String name : names(tree, path)) {
                collect(mapped.get(), child(path, name), tree, keys);
            }
        } else {
            keys.add(new ConfigKey(path, key.type(), key.byDefault(), key.required()));
        }
    }

    private static Optional<Type> valueType(Type type) {
        return type instanceof ParameterizedType map && map.getRawType() == Map.class
                ? Optional.of(map.getActualTypeArguments()[1])
                : Optional.empty();
    }

    private static List<String> names(LocatedTree tree, List<String> path) {
        List<String> names = new ArrayList<>();
        tree.at(path).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> child(List<String> path, String key) {
        List<String> child = new ArrayList<>(path);
        child.add(key);
        return Collections.unmodifiableList(child);
    }

    /** The variable that sets it: {@code CRIER_SSE_STALL_TIMEOUT}; empty for what no variable can name, a pattern. */
    Optional<String> variable() {
        String name = String.join("_", path).replace('-', '_').toUpperCase(Locale.ROOT);
        return VARIABLE.matcher(name).matches() ? Optional.of(PREFIX + name) : Optional.empty();
    }

    /** Whether it takes several values, which a variable separates by commas. */
    boolean list() {
        return type instanceof ParameterizedType generic
                && (generic.getRawType() == List.class || generic.getRawType() == Set.class);
    }
}
