package dev.crier.core.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;

/**
 * Leaves the types that the binding doesn't know to Jackson.
 *
 * <p>A class of its own so that a hub whose settings need no such type never loads a mapper. Stateless.
 */
final class Leaves {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(scalars())
            .build();

    private Leaves() {}

    static Object read(JsonNode node, Type type) throws JsonProcessingException {
        return MAPPER.treeToValue(node, MAPPER.constructType(type));
    }

    /** Within such a type, durations and sizes are written as everywhere. */
    private static SimpleModule scalars() {
        SimpleModule module = new SimpleModule("crier-settings");
        Scalars.KNOWN.keySet().stream()
                .filter(type -> !type.isPrimitive() && !type.getName().startsWith("java.lang."))
                .forEach(type -> add(module, type));
        return module;
    }

    private static <T> void add(SimpleModule module, Class<T> type) {
        module.addDeserializer(type, new ScalarDeserializer<>(type));
    }

    private static final class ScalarDeserializer<T> extends StdScalarDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final Class<T> type;

        ScalarDeserializer(Class<T> type) {
            super(type);
            this.type = type;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return type.cast(Scalars.parse(parser.getText(), type));
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(parser.getText(), type, e.getMessage());
            }
        }
    }
}
