package dev.crier.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;

/** Whom a log trusts to be the engine. Stateless. */
final class Trust {

    private Trust() {}

    /** What is wrong with a file of certificates in PEM, if something is; blocks. */
    static Optional<String> problem(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .isEmpty()
                    ? Optional.of("'" + file + "' holds no certificate")
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("there is no file '" + file + "' with certificates");
        } catch (IOException e) {
            return Optional.of("'" + file + "' can't be read: " + e);
        } catch (CertificateException e) {
            return Optional.of("'" + file + "' holds no certificates in PEM: " + e.getMessage());
        }
    }
}
