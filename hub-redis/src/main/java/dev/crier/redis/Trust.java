package dev.crier.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whom a log trusts to be the engine. Stateless. */
final class Trust {

    private Trust() {}

    /** Those whom a file of certificates in PEM names. */
    static PemTrustOptions in(Path file) {
        return new PemTrustOptions().addCertPath(file.toString());
    }

    /** What is wrong with such a file, if something is; blocks. */
    static Optional<String> problem(Vertx vertx, Path file) {
        if (!Files.exists(file)) {
            return Optional.of("there is no file '" + file + "' with certificates");
        }
        try {
            in(file).getTrustManagerFactory(vertx);
            return Optional.empty();
        } catch (Exception unusable) {
            return Optional.of("'" + file + "' holds no certificates in PEM: " + Reason.of(unusable));
        }
    }
}
