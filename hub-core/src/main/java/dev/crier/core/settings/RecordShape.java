package dev.crier.core.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a settings record looks like from outside: its keys, their defaults, and how to make one. Immutable; safe to share.
 *
 * @param type the record
 * @param components what it is made of, in order
 */
record RecordShape(Class<? extends Record> type, List<Component> components) {

    private static final Pattern UPPER = Pattern.compile("[A-Z]");

    /**
     * One component.
     *
     * @param remaining whether it takes all keys that no other component has
     */
    record Component(Settings.Key key, String javaName, boolean remaining) {

        private boolean begins(String message) {
            return Stream.of(key.name(), javaName)
                    .anyMatch(name -> message.startsWith(name + " ") || message.startsWith(name + ": "));
        }

        /** A message that begins with the name of this component, without it. */
        String without(String message) {
            return message.substring(message.indexOf(' ') + 1);
        }
    }

    static RecordShape of(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalStateException(type.getName() + " is no record, so it can't hold settings");
        }
        return new RecordShape(
                type, Arrays.stream(components).map(RecordShape::component).toList());
    }

    private static Component component(RecordComponent component) {
        Type type = component.getGenericType();
        boolean remaining = component.isAnnotationPresent(Remaining.class);
        if (remaining && type != ObjectNode.class) {
            throw new IllegalStateException("@Remaining on " + component + " of "
                    + component.getDeclaringRecord().getName() + " wants the type ObjectNode");
        }
        Optional<JsonNode> byDefault =
                Optional.ofNullable(component.getAnnotation(Default.class)).map(found -> defaultNode(found, type));
        boolean required = byDefault.isEmpty() && !remaining && !canBeLeftOut(type);
        return new Component(
                new Settings.Key(kebab(component.getName()), type, byDefault, required),
                component.getName(),
                remaining);
    }

    private static JsonNode defaultNode(Default found, Type type) {
        if (raw(type) == List.class || raw(type) == Set.class) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Arrays.stream(found.value()).forEach(list::add);
            return list;
        }
        return TextNode.valueOf(String.join(",", found.value()));
    }

    private static boolean canBeLeftOut(Type type) {
        Class<?> raw = raw(type);
        Optional<Class<? extends Record>> section = Settings.section(type);
        if (section.isPresent()) {
            return of(section.get()).components.stream().noneMatch(component -> component.key.required());
        }
        return raw == Optional.class || raw == List.class || raw == Set.class || raw == Map.class;
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    private static String kebab(String camel) {
        return UPPER.matcher(camel).replaceAll(upper -> "-" + upper.group().toLowerCase(Locale.ROOT));
    }

    List<Settings.Key> keys() {
        return components.stream()
                .filter(component -> !component.remaining)
                .map(Component::key)
                .toList();
    }

    List<String> names() {
        return keys().stream().map(Settings.Key::name).toList();
    }

    /** The way to a key that stands one level deeper, for somebody who forgot to indent it. */
    Optional<String> within(String name) {
        return keys().stream()
                .filter(key -> Settings.section(key.type())
                        .filter(section -> of(section).names().contains(name))
                        .isPresent())
                .map(key -> key.name() + "." + name)
                .findFirst();
    }

    /** The component that a message of the constructor is about: the one whose name it begins with. */
    Optional<Component> named(String message) {
        return components.stream()
                .filter(component -> component.begins(message))
                .findFirst();
    }

    boolean takesRemaining() {
        return components.stream().anyMatch(Component::remaining);
    }

    /**
     * Copies a record, with another value for one key.
     *
     * @throws RuntimeException what its constructor threw
     */
    Record copy(Record original, String key, Object value) {
        if (!names().contains(key)) {
            throw new IllegalArgumentException(type.getSimpleName() + " has no key '" + key + "'");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            values.add(components.get(i).key().name().equals(key) ? value : value(original, i));
        }
        return create(values);
    }

    private Object value(Record original, int component) {
        try {
            Method accessor = type.getRecordComponents()[component].getAccessor();
            accessor.setAccessible(true);
            return Objects.requireNonNull(accessor.invoke(original));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't read a " + type.getName(), e);
        }
    }

    /**
     * Makes a record.
     *
     * @throws RuntimeException what its constructor threw
     */
    Record create(List<Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(new ArrayList<>(values).toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("can't make a " + type.getName(), e);
        }
    }
}
