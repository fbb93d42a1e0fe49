package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.regex.Pattern;

/**
 * What texts without quotes mean in YAML, and when a text needs quotes.
 *
 * <p>The core schema of YAML 1.2, except that a number is one only if its text comes back unchanged: {@code 007} and
 * {@code 1.10} stay texts, for whoever wants a text. Stateless.
 */
final class YamlScalars {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final Pattern REAL = Pattern.compile("-?(0|[1-9][0-9]{0,5})\\.[0-9]{1,6}");
    private static final Pattern NEEDS_NO_QUOTES =
            Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._@+-]*(:[A-Za-z0-9/._@+-]+)*");
    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");

    private YamlScalars() {}

    static JsonNode plain(String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (NOTHING.matcher(text).matches()) {
            return nodes.nullNode();
        } else if (text.equals("true") || text.equals("false")) {
            return nodes.booleanNode(text.equals("true"));
        } else if (WHOLE.matcher(text).matches()) {
            return nodes.numberNode(Long.parseLong(text));
        } else if (REAL.matcher(text).matches()
                && Double.toString(Double.parseDouble(text)).equals(text)) {
            return nodes.numberNode(Double.parseDouble(text));
        }
        return nodes.textNode(text);
    }

    /** The text of a scalar as it can stand in a file. */
    static String write(JsonNode scalar) {
        if (!scalar.isTextual()) {
            return scalar.asText();
        }
        return write(scalar.asText());
    }

    static String write(String text) {
        boolean plain = NEEDS_NO_QUOTES.matcher(text).matches()
                && !NOTHING.matcher(text).matches();
        return plain ? text : quoted(text.replace("${", "$${"));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || (c > 0x7e && !Character.isLetterOrDigit(c) && !Character.isSurrogate((char) c))) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
