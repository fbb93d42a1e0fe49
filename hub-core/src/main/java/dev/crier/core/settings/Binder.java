package dev.crier.core.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binds one object to one record and collects what is wrong on the way.
 *
 * <p>Jackson's own binding ends at the first error, so the walk over records, lists and maps is here, and only types that it
 * doesn't know are left to Jackson. One instance for each binding; not thread-safe.
 */
final class Binder {

    private final List<SettingsException.Problem> problems = new ArrayList<>();

    <T extends Record> T bind(JsonNode node, Class<T> type) {
        Object bound = object(Settings.absent(node) ? JsonNodeFactory.instance.objectNode() : node, type, List.of());
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return type.cast(Settings.present(bound));
    }

    /** The value, or null after a problem was noted. */
    private @Nullable Object value(JsonNode node, Type type, List<String> path) {
        Class<?> raw = RecordShape.raw(type);
        if (Scalars.known(raw)) {
            return scalar(node, raw, path);
        } else if (raw == Optional.class) {
            Object inner = value(node, argument(type, 0), path);
            return inner == null ? null : Optional.of(inner);
        } else if (raw == List.class || raw == Set.class) {
            return list(node, type, path);
        } else if (raw == Map.class) {
            return map(node, type, path);
        } else if (raw.isRecord()) {
            return object(node, raw.asSubclass(Record.class), path);
        } else if (raw.isInstance(node)) {
            return node;
        }
        return byJackson(node, type, path);
    }

    private @Nullable Object scalar(JsonNode node, Class<?> type, List<String> path) {
        if (node.isContainerNode()) {
            return wrong(path, "expected " + Scalars.expected(type) + ", found " + found(node));
        }
        try {
            return Scalars.parse(node.asText(), type);
        } catch (IllegalArgumentException e) {
            return wrong(path, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Object list(JsonNode node, Type type, List<String> path) {
        if (!node.isArray()) {
            return wrong(path, "expected a list such as [a, b], found " + found(node));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Object value = presentValue(node.get(i), argument(type, 0), child(path, String.valueOf(i)));
            if (value != null) {
                values.add(value);
            }
        }
        return RecordShape.raw(type) == List.class
                ? List.copyOf(values)
                : Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    private @Nullable Object map(JsonNode node, Type type, List<String> path) {
        if (!node.isObject()) {
            return wrong(path, "expected keys with values, found " + found(node));
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            List<String> at = child(path, entry.getKey());
            Object key = value(JsonNodeFactory.instance.textNode(entry.getKey()), argument(type, 0), at);
            Object value = presentValue(entry.getValue(), argument(type, 1), at);
            if (key != null && value != null && values.put(key, value) != null) {
                wrong(at, "the same key stands here already in another spelling");
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /** What stands in a list or map; nothing there is a problem unless its type is a record that can be left empty. */
    private @Nullable Object presentValue(JsonNode node, Type type, List<String> path) {
        if (!Settings.absent(node)) {
            return value(node, type, path);
        }
        Class<?> raw = RecordShape.raw(type);
        return raw.isRecord() && !Scalars.known(raw)
                ? object(JsonNodeFactory.instance.objectNode(), raw.asSubclass(Record.class), path)
                : wrong(path, "has no value; expected " + Scalars.expected(raw));
    }

    private @Nullable Record object(JsonNode node, Class<? extends Record> type, List<String> path) {
        RecordShape shape = RecordShape.of(type);
        if (!node.isObject()) {
            wrong(path, "expected the keys " + String.join(", ", shape.names()) + "; found " + found(node));
            return null;
        }
        int before = problems.size();
        if (!shape.takesRemaining()) {
            refuseUnknown(node, shape, path);
        }
        List<Object> values = new ArrayList<>();
        for (RecordShape.Component component : shape.components()) {
            Object value =
                    component.remaining() ? remaining((ObjectNode) node, shape) : component(node, component, path);
            Object judged = value == null ? standIn(component.key(), path) : value;
            if (judged != null) {
                values.add(judged);
            }
        }
        boolean complete = values.size() == shape.components().size();
        Record record = complete ? create(shape, values, path) : null;
        return problems.size() == before ? record : null;
    }

    /** For a component with a problem, its default: so that the constructor can judge the others in the same go. */
    private static @Nullable Object standIn(Settings.Key key, List<String> path) {
        Binder silent = new Binder();
        return key.required() ? null : silent.leftOut(key, path);
    }

    private void refuseUnknown(JsonNode node, RecordShape shape, List<String> path) {
        List<String> names = shape.names();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!names.contains(entry.getKey())) {
                String meant = shape.within(entry.getKey())
                        .or(() -> Nearest.to(entry.getKey(), names))
                        .map(nearest -> "; did you mean '" + nearest + "'? Known here: ")
                        .orElse("; known here: ");
                wrong(child(path, entry.getKey()), "unknown key" + meant + String.join(", ", names));
            }
        }
    }

    private static ObjectNode remaining(ObjectNode node, RecordShape shape) {
        return node.deepCopy().remove(shape.names());
    }

    private @Nullable Object component(JsonNode node, RecordShape.Component component, List<String> path) {
        Settings.Key key = component.key();
        List<String> at = child(path, key.name());
        JsonNode written = node.get(key.name());
        return written == null || Settings.absent(written) ? leftOut(key, at) : value(written, key.type(), at);
    }

    private @Nullable Object leftOut(Settings.Key key, List<String> path) {
        Class<?> raw = RecordShape.raw(key.type());
        if (key.byDefault().isPresent()) {
            Binder forDefault = new Binder();
            Object value = forDefault.value(key.byDefault().get(), key.type(), path);
            if (value == null || !forDefault.problems.isEmpty()) {
                throw new IllegalStateException("the @Default of a settings record is wrong: " + forDefault.problems);
            }
            return value;
        } else if (raw == Optional.class) {
            return Optional.empty();
        } else if (raw == List.class) {
            return List.of();
        } else if (raw == Set.class) {
            return Set.of();
        } else if (raw == Map.class) {
            return Map.of();
        } else if (raw.isRecord() && !Scalars.known(raw)) {
            return object(JsonNodeFactory.instance.objectNode(), raw.asSubclass(Record.class), path);
        }
        return wrong(path, "is missing; expected " + Scalars.expected(raw));
    }

    private @Nullable Record create(RecordShape shape, List<Object> values, List<String> path) {
        try {
            return shape.create(values);
        } catch (IllegalStateException ours) {
            throw ours;
        } catch (RuntimeException refused) {
            String message = refused instanceof IllegalArgumentException && refused.getMessage() != null
                    ? refused.getMessage()
                    : "refused by " + shape.type().getName() + ": " + refused;
            Optional<RecordShape.Component> judged = shape.named(message);
            List<String> at =
                    judged.map(component -> child(path, component.key().name())).orElse(path);
            boolean news = problems.stream()
                    .noneMatch(known -> known.path().size() >= at.size()
                            && known.path().subList(0, at.size()).equals(at));
            if (news) {
                wrong(at, judged.map(component -> component.without(message)).orElse(message));
            }
            return null;
        }
    }

    private @Nullable Object byJackson(JsonNode node, Type type, List<String> path) {
        try {
            return Leaves.read(node, type);
        } catch (JsonProcessingException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException refused ? refused : null;
            return wrong(path, cause == null ? e.getOriginalMessage() : String.valueOf(cause.getMessage()));
        }
    }

    private static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : String.class;
    }

    private static String found(JsonNode node) {
        if (node.isArray()) {
            return "a list";
        }
        return node.isObject() ? "an object with keys" : Printable.quoted(node.asText());
    }

    private static List<String> child(List<String> path, String key) {
        List<String> child = new ArrayList<>(path);
        child.add(key);
        return child;
    }

    private @Nullable Object wrong(List<String> path, String message) {
        problems.add(new SettingsException.Problem(path, message));
        return null;
    }
}
