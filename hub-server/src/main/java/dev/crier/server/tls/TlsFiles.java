package dev.crier.server.tls;

import dev.crier.server.config.TlsConfig;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the two files of a certificate hold at one moment, whatever it is. Immutable.
 *
 * @param certificate the bytes of {@code server.tls.certificate}
 * @param key the bytes of {@code server.tls.key}
 */
record TlsFiles(Buffer certificate, Buffer key) {

    /** Bigger than any chain of certificates; what else is there by mistake isn't read whole. In bytes. */
    private static final long MOST_BYTES = 1 << 20;

    /**
     * Reads both; blocks.
     *
     * @throws TlsException if one can't be read
     */
    static TlsFiles read(TlsConfig config) {
        return new TlsFiles(read("server.tls.certificate", config.certificate()), read("server.tls.key", config.key()));
    }

    private static Buffer read(String name, Optional<Path> configured) {
        Path file = configured.orElseThrow(() -> new TlsException(name + " is missing; name a file in PEM"));
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new TlsException(name + ": '" + file + "' is no file");
            }
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new TlsException(name + ": '" + file + "' has " + size + " bytes, too many for a file in PEM");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new TlsException(name + ": there is no file '" + file + "'", e);
        } catch (IOException e) {
            throw new TlsException(name + ": '" + file + "' can't be read: " + e, e);
        }
    }
}
