package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Topic;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import dev.crier.core.source.SourceType;
import dev.crier.core.spi.EventSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The class that a contract is about: how its instances are made, with which settings they run, and whether it is worth while
 * to run another one. Safe on any thread.
 */
final class TestedSource {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Class<? extends EventSource<?>> implementation;
    private final Supplier<Map<String, ?>> settings;
    private volatile String hopeless = "";

    /**
     * Makes one.
     *
     * @param settings the settings that the contract runs it with, as they are at the moment
     */
    TestedSource(Class<? extends EventSource<?>> implementation, Supplier<Map<String, ?>> settings) {
        this.implementation = implementation;
        this.settings = settings;
    }

    Class<? extends EventSource<?>> implementation() {
        return implementation;
    }

    /** Remembers that a start or a stop of it never ends, so that no further test waits for that. */
    void despair(String complaint) {
        hopeless = complaint;
    }

    /** Fails if it is known that a start or a stop of it never ends. */
    void checkHope() {
        if (!hopeless.isEmpty()) {
            fail(hopeless + ", in an earlier test");
        }
    }

    /** Its entry among the services of its class loader, if it has one. */
    @SuppressWarnings("rawtypes") // a service is looked up by its raw class
    Optional<ServiceLoader.Provider<EventSource>> service() {
        try {
            return ServiceLoader.load(EventSource.class, loader()).stream()
                    .filter(provider -> provider.type() == implementation)
                    .findFirst();
        } catch (ServiceConfigurationError unusable) {
            return fail("rule 1: what META-INF/services names can't be used: " + unusable.getMessage(), unusable);
        }
    }

    private ClassLoader loader() {
        return Objects.requireNonNull(implementation.getClassLoader());
    }

    /** A fresh instance. */
    EventSource<?> make() {
        try {
            return implementation.getConstructor().newInstance();
        } catch (ReflectiveOperationException impossible) {
            Throwable cause = Objects.requireNonNullElse(impossible.getCause(), impossible);
            return fail(
                    "rule 1: an instance is made by a public constructor without parameters of a public class, but: "
                            + cause,
                    cause);
        }
    }

    /**
     * The type as the hub knows it.
     *
     * @param way what is done to each instance before the hub gets it
     */
    SourceType type(UnaryOperator<EventSource<?>> way) {
        EventSource<?> instance = make();
        if (!instance.settings().isRecord()) {
            fail("rule 3: settings() is a record, not " + instance.settings().getName());
        }
        try {
            return new SourceType(
                    instance.type(), instance.settings(), "the contract", loader(), () -> way.apply(make()));
        } catch (IllegalArgumentException | NullPointerException refused) {
            return fail("rule 2: " + refused.getMessage(), refused);
        }
    }

    /** The settings that the contract runs it with, as a configuration would have them. */
    ObjectNode settings() {
        return JSON.valueToTree(settings.get());
    }

    /** The same with one more key, or with another value of it. */
    ObjectNode settingsWith(String key, Object value) {
        return settings().set(key, JSON.valueToTree(value));
    }

    /**
     * The same on topics that only the source of this name has; as they are, if they name no topics or refuse others.
     */
    ObjectNode settingsOf(String name) {
        Class<? extends Record> record = make().settings();
        ObjectNode moved = settings();
        for (Settings.Key key : Settings.keys(record)) {
            if (key.type() == Topic.class) {
                moved.put(key.name(), "contract/" + name + "/" + key.name());
            }
        }
        try {
            Settings.bind(moved, record);
            return moved;
        } catch (SettingsException refused) {
            return settings();
        }
    }
}
