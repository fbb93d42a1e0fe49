package dev.crier.core.source;

import dev.crier.core.spi.EventSource;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kind of feed that a configuration may name, and how to make a fresh instance of it. Immutable; safe to share.
 *
 * @param name what {@code type:} says, {@code a-z 0-9 -}
 * @param settings the record that its settings are bound to
 * @param origin where it is from, for people: {@code built in}, or a jar
 * @param loader where its classes are from
 * @param once whether only one hub of a cluster runs such a source, unless the configuration says otherwise
 * @param factory makes a fresh instance each time
 */
public record SourceType(
        String name,
        Class<? extends Record> settings,
        String origin,
        ClassLoader loader,
        boolean once,
        Supplier<? extends EventSource<?>> factory) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

    /**
     * Makes a type.
     *
     * @throws IllegalArgumentException if the name has other characters, or the settings aren't a record
     */
    public SourceType {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(loader, "loader");
        Objects.requireNonNull(factory, "factory");
        if (!NAME.matcher(Objects.requireNonNull(name, "type() answers null")).matches()) {
            throw new IllegalArgumentException("type() is 1 to 64 of a-z 0-9 -, not '" + name + "'");
        }
        if (!Objects.requireNonNull(settings, "settings() answers null").isRecord()) {
            throw new IllegalArgumentException("settings() is a record, not " + settings.getName());
        }
    }

    /** The same for a type that each hub runs. */
    public SourceType(
            String name,
            Class<? extends Record> settings,
            String origin,
            ClassLoader loader,
            Supplier<? extends EventSource<?>> factory) {
        this(name, settings, origin, loader, false, factory);
    }

    /**
     * Asks one instance for its type and its settings.
     *
     * @param origin where the type is from, for people
     * @param factory makes a fresh instance each time
     * @throws IllegalArgumentException if what the instance says is no type or no record
     */
    public static SourceType of(String origin, Supplier<? extends EventSource<?>> factory) {
        EventSource<?> instance = factory.get();
        ClassLoader loader = Objects.requireNonNull(instance.getClass().getClassLoader());
        return new SourceType(instance.type(), instance.settings(), origin, loader, instance.runsOnce(), factory);
    }

    /**
     * What a class loader offers: one supplier of fresh instances for each service entry that it sees.
     *
     * <p>Its elements are found one by one, each step throws a {@link java.util.ServiceConfigurationError} where an entry
     * names no usable class.
     */
    @SuppressWarnings("rawtypes") // a service is looked up by its raw class
    static Stream<Supplier<EventSource<?>>> offeredBy(ClassLoader loader) {
        return ServiceLoader.load(EventSource.class, loader).stream().map(provider -> provider::get);
    }
}
