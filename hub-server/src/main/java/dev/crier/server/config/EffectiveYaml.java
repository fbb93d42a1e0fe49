package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Writes every effective value and where it is from, as a file that means the same when it is read again.
 *
 * <p>People show such listings to others, so what looks like a password is left out, as are users and queries of addresses. Not
 * thread-safe.
 */
final class EffectiveYaml {

    private static final int WIDEST = 60;
    private static final Pattern SECRET_KEY =
            Pattern.compile("(.*-)?(password|passphrase|secret|token|api-key|access-key|private-key)");
    private static final Pattern USER_IN_ADDRESS = Pattern.compile("://[^/@\\s]+@");

    private static final Pattern QUERY_OF_ADDRESS = Pattern.compile("(://[^?\\s]*)\\?\\S+");

    private record Line(String text, String comment) {}

    private final LocatedTree tree;
    private final List<Line> lines = new ArrayList<>();
    private List<String> section = List.of();

    private EffectiveYaml(LocatedTree tree) {
        this.tree = tree;
    }

    static String write(String file, LocatedTree tree, List<ConfigKey> keys) {
        EffectiveYaml yaml = new EffectiveYaml(tree);
        keys.forEach(yaml::add);
        return "# The effective values; the file is " + file + ".\n" + yaml.text();
    }

    private void add(ConfigKey key) {
        JsonNode written = tree.at(key.path());
        boolean set = !written.isMissingNode() && !written.isNull();
        Optional<JsonNode> value = set ? Optional.of(written) : key.byDefault();
        if (value.isEmpty()) {
            return;
        }
        List<String> parent = key.path().subList(0, key.path().size() - 1);
        for (int depth = common(parent, section); depth < parent.size(); depth++) {
            lines.add(new Line(indent(depth) + YamlScalars.write(parent.get(depth)) + ":", ""));
        }
        section = parent;
        String name = key.path().get(parent.size());
        String shown = SECRET_KEY.matcher(name).matches() ? "\"***\"" : show(value.get());
        Origin origin = set ? tree.origin(key.path()) : Origin.DEFAULT;
        lines.add(new Line(indent(parent.size()) + YamlScalars.write(name) + ": " + shown, origin.toString()));
    }

    private static String show(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(EffectiveYaml::show)
                    .collect(Collectors.joining(", ", "[", "]"));
        } else if (value.isObject()) {
            return value.properties().stream()
                    .map(entry -> YamlScalars.write(entry.getKey()) + ": " + show(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.isTextual() ? YamlScalars.write(withoutSecrets(value.textValue())) : YamlScalars.write(value);
    }

    private static String withoutSecrets(String text) {
        String nameless = USER_IN_ADDRESS.matcher(text).replaceAll("://***@");
        return QUERY_OF_ADDRESS.matcher(nameless).replaceAll("$1?***");
    }

    private static int common(List<String> path, List<String> other) {
        int depth = 0;
        while (depth < path.size() && depth < other.size() && path.get(depth).equals(other.get(depth))) {
            depth++;
        }
        return depth;
    }

    private static String indent(int depth) {
        return "  ".repeat(depth);
    }

    private String text() {
        int width = lines.stream()
                .filter(line -> !line.comment.isEmpty())
                .mapToInt(line -> line.text.length())
                .filter(length -> length <= WIDEST)
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append(line.text);
            if (!line.comment.isEmpty()) {
                text.append(" ".repeat(Math.max(0, width - line.text.length())))
                        .append("  # ")
                        .append(line.comment);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
