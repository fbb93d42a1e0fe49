package dev.crier.server.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into texts, a variable in braces after a dollar sign, with a default after a colon for when it
 * isn't set; two dollar signs before the brace stand for one and no variable.
 *
 * <p>A variable that is set but empty counts as not set, as container tools pass it on that way. Values are not looked
 * through again. Not thread-safe.
 */
final class Substitution {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}|\\$\\{");

    private final Map<String, String> variables;
    private final Set<String> used = new TreeSet<>();

    Substitution(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * Replaces all references of a text.
     *
     * @throws IllegalArgumentException if a variable without a default is not set, or a reference is malformed
     */
    String apply(String text) {
        if (!text.contains("${")) {
            return text;
        }
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(result, Matcher.quoteReplacement(replacement(reference)));
        }
        return reference.appendTail(result).toString();
    }

    private String replacement(Matcher reference) {
        String name = reference.group(1);
        if (name == null) {
            if (reference.group().equals("$${")) {
                return "${";
            }
            throw new IllegalArgumentException(
                    "'${' begins a variable such as ${PORT} or ${PORT:8080}; write $${ for the characters themselves");
        }
        used.add(name);
        String value = variables.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        String byDefault = reference.group(2);
        if (byDefault == null) {
            throw new IllegalArgumentException(
                    "the environment variable " + name + " is not set; set it, or write ${" + name + ":default}");
        }
        return byDefault;
    }

    /** The variables that were asked for so far. */
    Set<String> used() {
        return used;
    }
}
