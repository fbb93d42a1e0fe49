package dev.crier.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a publish sends for one event, as the server to be measured wants it.
 *
 * <p>In its text {@code %P} stands for the event's data, {@code %d} for the number of its topic, {@code %%} for a percent
 * sign, and {@code \n}, {@code \r} and {@code \\} for what they are in most languages. Immutable.
 */
final class BodyTemplate {

    private enum Hole {
        PAYLOAD,
        TOPIC
    }

    /** Literal bytes and holes, in their order. */
    private final List<Object> parts;

    private BodyTemplate(List<Object> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @throws UsageException if it has no {@code %P}, or something else after a {@code %}
     */
    static BodyTemplate of(String text) {
        List<Object> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '\\') {
                i++;
                char next = i < text.length() ? text.charAt(i) : ' ';
                switch ("" + c + next) {
                    case "%P" -> hole(Hole.PAYLOAD, literal, parts);
                    case "%d" -> hole(Hole.TOPIC, literal, parts);
                    case "%%" -> literal.append('%');
                    case "\\n" -> literal.append('\n');
                    case "\\r" -> literal.append('\r');
                    case "\\\\" -> literal.append('\\');
                    default ->
                        throw new UsageException("--body: '" + c + (i < text.length() ? next : "") + "' at character "
                                + (i - 1) + " is none of %P, %d, %%, \\n, \\r and \\\\");
                }
            } else {
                literal.append(c);
            }
        }
        addLiteral(literal, parts);
        if (!parts.contains(Hole.PAYLOAD)) {
            throw new UsageException("--body: there is no %P, where the event's data goes");
        }
        return new BodyTemplate(List.copyOf(parts));
    }

    private static void hole(Hole hole, StringBuilder literal, List<Object> parts) {
        addLiteral(literal, parts);
        parts.add(hole);
    }

    private static void addLiteral(StringBuilder literal, List<Object> parts) {
        if (!literal.isEmpty()) {
            parts.add(literal.toString().getBytes(StandardCharsets.UTF_8));
            literal.setLength(0);
        }
    }

    /** Appends one event. */
    void append(ByteArrayOutputStream out, int topic, byte[] payload) {
        for (Object part : parts) {
            if (part == Hole.PAYLOAD) {
                out.writeBytes(payload);
            } else if (part == Hole.TOPIC) {
                out.writeBytes(Integer.toString(topic).getBytes(StandardCharsets.US_ASCII));
            } else {
                out.writeBytes((byte[]) part);
            }
        }
    }
}
