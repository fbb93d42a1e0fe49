package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.settings.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lays environment variables and flags over what a file says, key by key; a flag wins over a variable.
 *
 * <p>A variable that is set but empty counts as not set. One instance for each configuration; not thread-safe.
 */
final class Overlay {

    private static final Pattern COMMA = Pattern.compile(",");

    private final TreeMap<String, String> variables = new TreeMap<>();
    private final Set<String> known = new TreeSet<>();

    /**
     * Prepares to overlay.
     *
     * @param environment all environment variables; those that don't begin with {@code CRIER_} are ignored
     * @param others variables with that prefix that are no keys
     */
    Overlay(Map<String, String> environment, Set<String> others) {
        environment.forEach((name, value) -> {
            if (name.startsWith(ConfigKey.PREFIX) && !value.isEmpty()) {
                variables.put(name, value);
            }
        });
        known.addAll(others);
    }

    /** Sets every key that has a variable. */
    void variables(LocatedTree tree, List<ConfigKey> keys, ConfigProblems problems) {
        Map<String, List<String>> taken = new HashMap<>();
        for (ConfigKey key : keys) {
            String variable = key.variable().orElse("");
            String value = variables.get(variable);
            if (!variable.isEmpty()) {
                known.add(variable);
            }
            if (value == null) {
                continue;
            }
            List<String> other = taken.putIfAbsent(variable, key.path());
            if (other == null) {
                tree.put(key.path(), node(key, value), Origin.variable(variable));
            } else if (!other.equals(key.path())) {
                problems.add(
                        Origin.variable(variable),
                        key.path(),
                        "this variable could also mean " + String.join(".", other) + "; set it in the file instead");
            }
        }
    }

    private static JsonNode node(ConfigKey key, String value) {
        if (!key.list()) {
            return JsonNodeFactory.instance.textNode(value);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (String item : COMMA.splitAsStream(value).toList()) {
            list.add(item.strip());
        }
        return list;
    }

    /** What to tell about variables that look like the hub's but mean nothing to it. */
    List<String> unknown() {
        List<String> warnings = new ArrayList<>();
        for (String name : variables.keySet()) {
            if (!known.contains(name)) {
                warnings.add(name + ": no key has this environment variable, so it is ignored" + meant(name));
            }
        }
        return warnings;
    }

    /** All that end so, such as the ports of two servers; else the nearest. */
    private String meant(String name) {
        String rest = name.substring(ConfigKey.PREFIX.length());
        String whole = known.stream()
                .filter(candidate -> candidate.endsWith("_" + rest))
                .sorted()
                .collect(Collectors.joining(" or "));
        Optional<String> near =
                Nearest.to(rest, known.stream().map(Overlay::withoutPrefix).toList());
        return Optional.of(whole)
                .filter(found -> !found.isEmpty())
                .or(() -> near.map(ConfigKey.PREFIX::concat))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(ConfigKey.PREFIX) ? name.substring(ConfigKey.PREFIX.length()) : name;
    }
}
