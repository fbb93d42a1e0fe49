package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * How the bytes of a stream are coded on their way (RFC 9110, section 8.4.1); what compresses does so once for all members of
 * an audience, see {@link SharedCompression}. Safe to share.
 */
public enum ContentCoding {
    /** As they are. */
    IDENTITY("identity"),
    /** gzip (RFC 1952). */
    GZIP("gzip"),
    /** zstd (RFC 8878), in frames that need 32 KiB of their reader, where RFC 9659 permits 8 MiB. */
    ZSTD("zstd");

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The name in {@code Accept-Encoding} and {@code Content-Encoding}. */
    public String token() {
        return token;
    }

    /**
     * Why this JVM can't code so; empty if it can. For zstd the first call unpacks native code, so it blocks, and those that
     * come after it answer the same.
     */
    public Optional<String> missing() {
        return this == ZSTD ? ZstdLibrary.MISSING : Optional.empty();
    }

    /** What a stream begins with. */
    Buffer head() {
        return switch (this) {
            case IDENTITY -> Buffer.buffer();
            case GZIP -> DeflateBlocks.head();
            case ZSTD -> ZstdBlocks.head();
        };
    }

    /** What an orderly end of a stream adds; gzip's trailer would need a sum of all that the stream has sent. */
    Buffer tail() {
        return this == ZSTD ? ZstdBlocks.tail() : Buffer.buffer();
    }

    /** A new compressor. */
    Blocks blocks() {
        return switch (this) {
            case IDENTITY -> throw new IllegalStateException("what isn't compressed needs no compressor");
            case GZIP -> new DeflateBlocks();
            case ZSTD -> new ZstdBlocks();
        };
    }
}
