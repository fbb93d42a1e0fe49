package dev.crier.testkit;

import dev.crier.core.Topic;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the topics in settings, however deep they stand. Stateless. */
final class SettingsTopics {

    private SettingsTopics() {}

    static List<Topic> of(Record settings) {
        List<Topic> topics = new ArrayList<>();
        collect(settings, topics);
        return topics;
    }

    private static void collect(@Nullable Object value, List<Topic> topics) {
        if (value instanceof Topic topic) {
            topics.add(topic);
        } else if (value instanceof Record record) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                collect(valueOf(component, record), topics);
            }
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(inner -> collect(inner, topics));
        } else if (value instanceof Collection<?> several) {
            several.forEach(inner -> collect(inner, topics));
        } else if (value instanceof Map<?, ?> map) {
            collect(map.keySet(), topics);
            collect(map.values(), topics);
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException("can't read " + component.getName() + " of the settings", failed);
        }
    }
}
