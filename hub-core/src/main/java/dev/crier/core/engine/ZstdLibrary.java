package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Whether zstd-jni is on the class path, has native code for this machine, and may unpack and load it. Stateless. */
final class ZstdLibrary {

    /** Why zstd can't be had here, in a line; empty if it can. */
    static final Optional<String> MISSING = missing();

    private ZstdLibrary() {}

    private static Optional<String> missing() {
        try (ZstdBlocks blocks = new ZstdBlocks()) {
            blocks.next(Buffer.buffer("as a trial"));
            return Optional.empty();
        } catch (LinkageError | RuntimeException cause) {
            return cause.toString().lines().findFirst();
        }
    }
}
