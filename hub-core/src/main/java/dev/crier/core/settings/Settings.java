package dev.crier.core.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings records from what a person wrote, strictly: nothing is guessed, nothing is ignored, and everything that is
 * wrong is said at once.
 *
 * <p>The rules stand in the documentation of this package. Stateless; may be called on any thread.
 */
public final class Settings {

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private Settings() {}

    /**
     * One key of a settings record.
     *
     * @param name the key in kebab case
     * @param type the type of the component
     * @param byDefault the value when the key is left out, as it would be written; empty if there is none
     * @param required whether it can't be left out
     */
    public record Key(String name, Type type, Optional<JsonNode> byDefault, boolean required) {}

    /**
     * Makes a record of a JSON object.
     *
     * @param node the object; scalars may be texts throughout, as environment variables have them
     * @param type the record
     * @throws SettingsException if anything is wrong
     * @throws IllegalStateException if the record itself is: a default that can't be bound, for example
     */
    public static <T extends Record> T bind(JsonNode node, Class<T> type) {
        return new Binder().bind(node, type);
    }

    /**
     * The record when nothing is configured.
     *
     * @throws SettingsException if it has required keys
     */
    public static <T extends Record> T defaults(Class<T> type) {
        return bind(JsonNodeFactory.instance.objectNode(), type);
    }

    /**
     * The same record with one value replaced.
     *
     * @param record what it is made of
     * @param key the key in kebab case
     * @param value the new value, of the type of the component
     * @throws IllegalArgumentException if the record has no such key, or refuses the value
     */
    public static <T extends Record> T with(T record, String key, Object value) {
        @SuppressWarnings("unchecked") // the copy is of the record's own class
        T copy = (T) RecordShape.of(record.getClass()).copy(record, key, value);
        return copy;
    }

    /** The keys of a record, in the order of its components; without a {@link Remaining} one. */
    public static List<Key> keys(Class<? extends Record> type) {
        return RecordShape.of(type).keys();
    }

    /** The record of a component's type, if it is one with keys of its own. */
    public static Optional<Class<? extends Record>> section(Type type) {
        Class<?> raw = RecordShape.raw(type);
        return raw.isRecord() && !Scalars.known(raw) ? Optional.of(raw.asSubclass(Record.class)) : Optional.empty();
    }

    /** A value as it is written in settings: {@code 15s} for a duration, {@code drop-oldest} for an enum's constant. */
    public static String text(Object value) {
        if (value instanceof Duration duration) {
            return Durations.format(duration);
        }
        return value instanceof Enum<?> constant ? Scalars.name(constant) : String.valueOf(value);
    }

    /** Keys joined as people write them: {@code sse.stall-timeout}, {@code topics."news/**".retention}. */
    public static String path(List<String> keys) {
        StringBuilder path = new StringBuilder();
        for (String key : keys) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(PLAIN_KEY.matcher(key).matches() ? key : Printable.quoted(key));
        }
        return path.toString();
    }

    static boolean absent(@Nullable JsonNode node) {
        return node == null || node.isNull() || node.isMissingNode();
    }

    static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
