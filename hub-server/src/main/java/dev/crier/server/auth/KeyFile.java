package dev.crier.server.auth;

import dev.crier.server.config.SigningAlgorithm;
import dev.crier.server.config.SigningAlgorithm.KeyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads keys from files: a secret as its bytes, all others from PEM (RFC 7468). Blocks; stateless.
 *
 * <p>A line end at the end of a secret that is plain text isn't part of it, since editors and {@code echo} add one.
 */
public final class KeyFile {

    private static final long MOST_BYTES = 64 << 10;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private final Path file;

    private KeyFile(Path file) {
        this.file = file;
    }

    /**
     * Reads what verifies tokens: a secret, or a public key or certificate.
     *
     * @throws IllegalArgumentException if it isn't there or isn't for the algorithm; the message says what to do
     */
    static VerificationKey verifying(String id, SigningAlgorithm algorithm, Path file) {
        KeyFile source = new KeyFile(file);
        Key key = algorithm.keyType() == KeyType.SECRET ? source.secret(algorithm) : source.publicKey(algorithm);
        try {
            return new VerificationKey(id, algorithm, key);
        } catch (IllegalArgumentException unfit) {
            throw source.wrong("is not for its algorithm: " + unfit.getMessage());
        }
    }

    /**
     * Reads what signs tokens: a secret, or a private key in PKCS #8.
     *
     * @throws IllegalArgumentException if it isn't there or isn't for the algorithm; the message says what to do
     */
    static Key signing(SigningAlgorithm algorithm, Path file) {
        KeyFile source = new KeyFile(file);
        Key key = algorithm.keyType() == KeyType.SECRET ? source.secret(algorithm) : source.privateKey(algorithm);
        try {
            VerificationKey.check(algorithm, key);
            return key;
        } catch (IllegalArgumentException unfit) {
            throw source.wrong("is not for its algorithm: " + unfit.getMessage());
        }
    }

    /** Whether there is a private key of PKCS #8 in a file, and not a secret. */
    static boolean isPem(Path file) {
        return PEM.matcher(new KeyFile(file).text()).find();
    }

    /**
     * Reads a secret.
     *
     * @throws IllegalArgumentException if it isn't there
     */
    static byte[] secret(Path file) {
        return new KeyFile(file).secretBytes();
    }

    private Key secret(SigningAlgorithm algorithm) {
        byte[] secret = secretBytes();
        if (PEM.matcher(new String(secret, StandardCharsets.ISO_8859_1)).find()) {
            // Somebody who knows a public key could sign with it as a secret.
            throw wrong("is a PEM file, but " + algorithm + " takes a secret; 'crier keygen' makes one");
        }
        if (secret.length == 0) {
            throw wrong("is empty");
        }
        return new SecretKeySpec(secret, "HmacSHA" + algorithm.toString().substring(2));
    }

    private byte[] secretBytes() {
        byte[] bytes = bytes();
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (bytes[i] < ' ') {
                return bytes;
            }
        }
        return Arrays.copyOf(bytes, end);
    }

    private Key publicKey(SigningAlgorithm algorithm) {
        Matcher pem = pem();
        byte[] der = der(pem);
        try {
            return switch (pem.group(1)) {
                case "PUBLIC KEY" -> factory(algorithm).generatePublic(new X509EncodedKeySpec(der));
                case "CERTIFICATE" ->
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey();
                case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY" ->
                    throw wrong(
                            "is a private key; the hub must have the public one alone: openssl pkey -in FILE -pubout");
                default -> throw wrong("has no PUBLIC KEY, but " + pem.group(1));
            };
        } catch (GeneralSecurityException e) {
            throw wrong("is no public key for " + algorithm);
        }
    }

    private PrivateKey privateKey(SigningAlgorithm algorithm) {
        Matcher pem = pem();
        if (!pem.group(1).equals("PRIVATE KEY")) {
            throw wrong("has no PRIVATE KEY in PKCS #8, but " + pem.group(1)
                    + "; convert one by: openssl pkcs8 -topk8 -nocrypt -in FILE");
        }
        try {
            KeySpec spec = new PKCS8EncodedKeySpec(der(pem));
            return factory(algorithm).generatePrivate(spec);
        } catch (GeneralSecurityException e) {
            throw wrong("is no private key for " + algorithm);
        }
    }

    private static KeyFactory factory(SigningAlgorithm algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(
                switch (algorithm.keyType()) {
                    case RSA -> "RSA";
                    case EC -> "EC";
                    default -> "Ed25519";
                });
    }

    private Matcher pem() {
        Matcher pem = PEM.matcher(text());
        // OpenSSL puts the parameters of a curve before the key.
        while (pem.find()) {
            if (!pem.group(1).equals("EC PARAMETERS")) {
                return pem;
            }
        }
        throw wrong("holds no PEM: expected -----BEGIN PUBLIC KEY----- or the like");
    }

    private byte[] der(Matcher pem) {
        try {
            return Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw wrong("isn't PEM: what stands between BEGIN and END isn't Base64");
        }
    }

    private String text() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    private byte[] bytes() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong("is longer than any key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw wrong("isn't there; 'crier keygen' makes keys");
        } catch (IOException e) {
            throw wrong("can't be read: " + e.getClass().getSimpleName());
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the key file " + file + " " + what);
    }

    /** The algorithm that a private key in PEM is for, if nobody says which. */
    static SigningAlgorithm usual(Path file) {
        return List.of("EdDSA", "ES384", "ES512", "RS256").stream()
                .map(SigningAlgorithm::of)
                .filter(algorithm -> signs(algorithm, file))
                .findFirst()
                .orElse(SigningAlgorithm.of("ES256"));
    }

    private static boolean signs(SigningAlgorithm algorithm, Path file) {
        try {
            signing(algorithm, file);
            return true;
        } catch (IllegalArgumentException forAnother) {
            return false;
        }
    }
}
