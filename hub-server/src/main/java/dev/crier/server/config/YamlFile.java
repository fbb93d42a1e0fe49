package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.settings.Printable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads one YAML file into a tree in which each key knows its line, with variables put in.
 *
 * <p>The parser only composes nodes; what they mean is decided here, so that nothing is ever constructed that a file names,
 * {@code NO} and {@code 1:30} stay the texts that they look like, and a key that stands twice is refused. Size, depth,
 * aliases and their expansion are bounded. One instance for each file; not thread-safe.
 */
final class YamlFile {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_VALUES = 20_000;
    private static final int DEEPEST = 20;
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.SEQ, Tag.MAP, Tag.MERGE);

    private final String name;
    private final Origin.Kind kind;
    private final Substitution variables;
    private final ConfigProblems problems;
    private final Map<List<String>, Origin> origins = new HashMap<>();
    private int values;

    /**
     * Prepares to read.
     *
     * @param name what the file is called in messages
     */
    YamlFile(String name, Origin.Kind kind, Substitution variables, ConfigProblems problems) {
        this.name = name;
        this.kind = kind;
        this.variables = variables;
        this.problems = problems;
    }

    /** Reads the file; what can't be read at all is noted as a problem, and the tree is empty then. */
    LocatedTree read(byte[] bytes) {
        try {
            Node root = compose(text(bytes));
            if (root != null && convert(root, List.of()) instanceof ObjectNode object) {
                return new LocatedTree(object, origins);
            } else if (root != null && !nothing(root)) {
                throw new Unreadable(at(root), "expected keys such as 'server:' at the top");
            }
        } catch (Unreadable unreadable) {
            problems.add(unreadable.origin, List.of(), String.valueOf(unreadable.getMessage()));
        }
        return LocatedTree.empty();
    }

    private String text(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new Unreadable(at(1, 1), "the file is bigger than " + (MOST_BYTES >> 20) + " MiB");
        }
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        boolean malformed = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), decoded, true)
                .isError();
        String text = decoded.flip().toString();
        int line = 1;
        int column = 1;
        for (int c : text.codePoints().toArray()) {
            if (!StreamReader.isPrintable(c)) {
                throw new Unreadable(
                        at(line, column), String.format("the character U+%04X can't stand in a YAML file", c));
            }
            line += c == '\n' ? 1 : 0;
            column = c == '\n' ? 1 : column + 1;
        }
        if (malformed) {
            throw new Unreadable(at(line, column), "the file is not UTF-8 here");
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private @Nullable Node compose(String text) {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(MOST_BYTES);
        bounds.setNestingDepthLimit(DEEPEST);
        bounds.setMaxAliasesForCollections(DEEPEST);
        bounds.setMergeOnCompose(false);
        try {
            return new Composer(new ParserImpl(new StreamReader(text), bounds), new Resolver(), bounds).getSingleNode();
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            throw new Unreadable(mark == null ? at(1, 1) : at(mark), "this is no YAML: " + Printable.text(explain(e)));
        } catch (YAMLException e) {
            throw new Unreadable(
                    at(1, 1), "this is no YAML that can be read: " + Printable.text(String.valueOf(e.getMessage())));
        }
    }

    private static String explain(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        if (problem.contains("\\t(TAB)")) {
            return "a tab stands here; indent with spaces";
        }
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        if (context.contains("alias")) {
            return context + problem + "; a pattern that begins with * is quoted, such as \"*/demo\"";
        } else if (context.contains("flow") && problem.endsWith("got {")) {
            return context + problem + "; within { } or [ ] a variable is quoted, such as \"${PORT}\"";
        }
        return context + problem;
    }

    private JsonNode convert(Node node, List<String> path) {
        if (++values > MOST_VALUES) {
            throw new Unreadable(
                    at(node), "the file has more than " + MOST_VALUES + " values, those of aliases included");
        }
        if (path.size() > DEEPEST) {
            throw new Unreadable(at(node), "values are nested more than " + DEEPEST + " deep");
        }
        if (!TAGS.contains(node.getTag())) {
            problems.add(at(node), path, "tags such as " + node.getTag().getValue() + " are not supported");
        }
        if (node instanceof MappingNode mapping) {
            return convert(mapping, path);
        } else if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                List<String> at = child(path, String.valueOf(array.size()));
                origins.put(at, at(item));
                array.add(convert(item, at));
            }
            return array;
        }
        return convert((ScalarNode) node, path);
    }

    private ObjectNode convert(MappingNode mapping, List<String> path) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(at(tuple.getKeyNode()), path, "a key is a text, not a list or another object");
                continue;
            }
            List<String> at = child(path, key.getValue());
            if (key.isPlain() && key.getValue().equals("<<")) {
                problems.add(at(key), path, "'<<' is not supported; write the keys out");
            } else if (object.has(key.getValue())) {
                Origin first = origins.getOrDefault(at, at(key));
                problems.add(at(key), at, "this key stands already in line " + first.line());
            } else {
                origins.put(at, at(key));
                object.set(key.getValue(), convert(tuple.getValueNode(), at));
            }
        }
        return object;
    }

    private JsonNode convert(ScalarNode scalar, List<String> path) {
        try {
            String text = variables.apply(scalar.getValue());
            return scalar.isPlain() ? YamlScalars.plain(text) : JsonNodeFactory.instance.textNode(text);
        } catch (IllegalArgumentException e) {
            problems.add(at(scalar), path, String.valueOf(e.getMessage()));
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static boolean nothing(Node root) {
        return root instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    }

    private static List<String> child(List<String> path, String key) {
        List<String> child = new ArrayList<>(path);
        child.add(key);
        return child;
    }

    private Origin at(Node node) {
        return at(node.getStartMark());
    }

    private Origin at(Mark mark) {
        return at(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Origin at(int line, int column) {
        return new Origin(kind, name, line, column);
    }

    /** Ends the reading of a file of which nothing can be used. */
    private static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Origin origin;

        Unreadable(Origin origin, String message) {
            super(message);
            this.origin = origin;
        }
    }
}
