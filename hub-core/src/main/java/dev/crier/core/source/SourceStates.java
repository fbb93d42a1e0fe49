package dev.crier.core.source;

import dev.crier.core.Fence;
import dev.crier.core.spi.SourceState;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where sources keep what must outlive their restarts. Safe on any thread. */
@FunctionalInterface
public interface SourceStates {

    /**
     * The state of one source; always the same object for the same name.
     *
     * @param source the source's name
     */
    SourceState of(String source);

    /**
     * The same, to be changed only as long as who changes it holds a lease, where states are shared among hubs.
     *
     * @param source the source's name
     * @param fence the lease; {@link Fence#NONE} for none
     */
    default SourceState of(String source, Fence fence) {
        return of(source);
    }

    /** States that live as long as the process. */
    static SourceStates inMemory() {
        Map<String, SourceState> states = new ConcurrentHashMap<>();
        return source -> states.computeIfAbsent(source, name -> new MemorySourceState());
    }

    /**
     * States in a folder, one file for each source; the folder is made when it is first written to.
     *
     * @param folder where the files are
     */
    static SourceStates inFolder(Path folder) {
        return new SourceStateFolder(folder);
    }
}
