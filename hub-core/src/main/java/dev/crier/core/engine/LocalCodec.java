package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Passes an immutable value over the event bus of one JVM as it is: no bytes, no copy. Stateless. */
record LocalCodec<T>(String name) implements MessageCodec<T, T> {

    /** Makes a type known to a bus; a second time is harmless. */
    static <T> void register(EventBus bus, Class<T> type) {
        try {
            bus.registerDefaultCodec(type, new LocalCodec<>("crier." + type.getSimpleName()));
        } catch (IllegalStateException alreadyThere) {
            // Another hub on the same Vert.x registered the same codec.
            assert alreadyThere.getMessage() != null;
        }
    }

    @Override
    public void encodeToWire(Buffer buffer, T value) {
        throw new UnsupportedOperationException(name + " stays within one JVM; send it with localOnly, or as JSON");
    }

    @Override
    public T decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException(name + " stays within one JVM; send it with localOnly, or as JSON");
    }

    @Override
    public T transform(T value) {
        return value;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
