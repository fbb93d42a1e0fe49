package dev.crier.core.source;

import dev.crier.core.spi.SourceState;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A folder with one file for each source's state.
 *
 * <p>Safe on any thread; files are touched on one thread of its own, which ends when there is nothing to do.
 */
final class SourceStateFolder implements SourceStates {

    private final Path folder;
    private final ThreadPoolExecutor worker;
    private final Map<String, SourceState> states = new ConcurrentHashMap<>();

    SourceStateFolder(Path folder) {
        this.folder = folder;
        this.worker = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "crier-source-state"));
        worker.allowCoreThreadTimeOut(true);
    }

    @Override
    public SourceState of(String source) {
        return states.computeIfAbsent(
                source, name -> new FileSourceState(new StateFile(folder.resolve(fileName(name))), worker));
    }

    /** Small letters, digits, {@code _} and {@code -} as they are, all else as %XX: safe and distinct on every file system. */
    static String fileName(String source) {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            file.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return file.append(".json").toString();
    }
}
