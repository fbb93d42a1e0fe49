package dev.crier.server;

import dev.crier.core.engine.ContentCoding;
import dev.crier.server.config.SseConfig;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses how a hub compresses streams. Stateless. */
final class Codings {

    private static final Logger LOG = LoggerFactory.getLogger(Codings.class);

    private Codings() {}

    /**
     * The codings that clients may choose from, the favourite for browsers first, and for others last; the log says why one isn't there. Blocks, since zstd
     * is native code.
     */
    static List<ContentCoding> of(SseConfig.Compression compression) {
        return switch (compression) {
            case AUTO -> of(ContentCoding.ZSTD.missing());
            case GZIP -> List.of(ContentCoding.GZIP);
            case OFF -> List.of();
        };
    }

    /**
     * The same.
     *
     * @param missing why there is no zstd; empty if there is
     */
    static List<ContentCoding> of(Optional<String> missing) {
        if (missing.isEmpty()) {
            return List.of(ContentCoding.ZSTD, ContentCoding.GZIP);
        }
        LOG.warn("There is no zstd, so streams are compressed by gzip alone (sse.compression): {}", missing.get());
        return List.of(ContentCoding.GZIP);
    }
}
