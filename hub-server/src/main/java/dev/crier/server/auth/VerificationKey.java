package dev.crier.server.auth;

import dev.crier.server.config.SigningAlgorithm;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.SecretKey;

/**
 * A key and the one algorithm that it is for: whatever a token says of how it is signed, a key never verifies it in another
 * way, so a public key can't be taken for a secret. Immutable.
 *
 * @param id what tokens call it; empty if they don't
 * @param algorithm how its tokens are signed
 * @param key a secret or a public key
 */
record VerificationKey(String id, SigningAlgorithm algorithm, Key key) {

    private static final int LEAST_RSA_BITS = 2_048;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the algorithm takes another kind of key, or the key is too weak for it
     */
    VerificationKey {
        Objects.requireNonNull(id, "id");
        check(algorithm, key);
    }

    /** Refuses a key that isn't for an algorithm, private ones too. */
    static void check(SigningAlgorithm algorithm, Key key) {
        switch (algorithm.keyType()) {
            case SECRET -> checkSecret(algorithm, key);
            case RSA -> {
                require(key instanceof RSAKey, algorithm, "an RSA key");
                require(
                        ((RSAKey) key).getModulus().bitLength() >= LEAST_RSA_BITS,
                        algorithm,
                        "an RSA key of at least " + LEAST_RSA_BITS + " bits");
            }
            case EC -> {
                int bits = switch (algorithm.toString()) {
                    case "ES256" -> 256;
                    case "ES384" -> 384;
                    default -> 521;
                };
                require(
                        key instanceof ECKey ec
                                && ec.getParams().getCurve().getField().getFieldSize() == bits,
                        algorithm,
                        "a key on the curve P-" + bits);
            }
            case ED25519 ->
                require(
                        key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519"),
                        algorithm,
                        "a key on the curve Ed25519");
        }
    }

    private static void checkSecret(SigningAlgorithm algorithm, Key key) {
        int bytes = Integer.parseInt(algorithm.toString().substring(2)) / 8;
        require(key instanceof SecretKey, algorithm, "a secret");
        require(key.getEncoded().length >= bytes, algorithm, "a secret of at least " + bytes + " bytes");
    }

    private static void require(boolean met, SigningAlgorithm algorithm, String what) {
        if (!met) {
            throw new IllegalArgumentException(algorithm + " takes " + what);
        }
    }

    /** What it is known by where it isn't itself; no other key has the same. */
    String digest() {
        return VerifiedTokens.digest(algorithm + "\n" + Base64.getEncoder().encodeToString(key.getEncoded()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey same
                && id.equals(same.id)
                && algorithm.equals(same.algorithm)
                && Arrays.equals(key.getEncoded(), same.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, algorithm);
    }

    /** Without the key, which may be a secret. */
    @Override
    public String toString() {
        return algorithm + " key";
    }
}
