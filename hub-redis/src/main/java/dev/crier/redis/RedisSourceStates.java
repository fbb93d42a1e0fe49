package dev.crier.redis;

import dev.crier.core.Fence;
import dev.crier.core.source.SourceStates;
import dev.crier.core.spi.SourceState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What sources keep, in the engine, for whichever hub runs them next. Safe on any thread. */
final class RedisSourceStates implements SourceStates {

    private final Readers readers;
    private final String base;
    private final Map<String, SourceState> states = new ConcurrentHashMap<>();

    RedisSourceStates(Readers readers, String base) {
        this.readers = readers;
        this.base = base;
    }

    @Override
    public SourceState of(String source) {
        return states.computeIfAbsent(source, name -> new RedisSourceState(readers, base, name, Fence.NONE));
    }

    @Override
    public SourceState of(String source, Fence fence) {
        return fence.present() ? new RedisSourceState(readers, base, source, fence) : of(source);
    }
}
