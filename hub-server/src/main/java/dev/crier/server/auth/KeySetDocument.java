package dev.crier.server.auth;

import dev.crier.server.config.SigningAlgorithm;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The public keys of a JWK set (RFC 7517): those that sign, each with the one algorithm that it says, or else the usual one of
 * its kind. Secrets and keys of other kinds are passed over. Stateless.
 */
final class KeySetDocument {

    private KeySetDocument() {}

    /**
     * Reads a document.
     *
     * @return the keys; empty if it is one without any
     * @throws IllegalArgumentException if it is none
     */
    static List<VerificationKey> keys(String json) {
        List<VerificationKey> keys = new ArrayList<>();
        try {
            for (JsonWebKey jwk : new JsonWebKeySet(json).getJsonWebKeys()) {
                add(jwk, keys);
            }
        } catch (JoseException | RuntimeException e) {
            throw new IllegalArgumentException("it is no JWK set, which is {\"keys\": [...]}", e);
        }
        return keys;
    }

    private static void add(JsonWebKey jwk, List<VerificationKey> keys) {
        boolean signs = jwk.getUse() == null || jwk.getUse().equals("sig");
        if (!signs || !(jwk instanceof PublicJsonWebKey known)) {
            return;
        }
        String name = jwk.getAlgorithm() == null ? usual(known) : jwk.getAlgorithm();
        SigningAlgorithm.ALL.stream()
                .filter(algorithm -> algorithm.toString().equals(name.equals("Ed25519") ? "EdDSA" : name))
                .findFirst()
                .flatMap(algorithm -> key(jwk, algorithm, known.getPublicKey()))
                .ifPresent(keys::add);
    }

    /** Empty for a key that is unfit; another one of the set may do. */
    private static Optional<VerificationKey> key(JsonWebKey jwk, SigningAlgorithm algorithm, Key key) {
        try {
            return Optional.of(new VerificationKey(jwk.getKeyId() == null ? "" : jwk.getKeyId(), algorithm, key));
        } catch (IllegalArgumentException unfit) {
            return Optional.empty();
        }
    }

    private static String usual(PublicJsonWebKey jwk) {
        if (jwk instanceof RsaJsonWebKey) {
            return "RS256";
        }
        if (jwk instanceof EllipticCurveJsonWebKey curve) {
            return switch (curve.getCurveName()) {
                case "P-256" -> "ES256";
                case "P-384" -> "ES384";
                case "P-521" -> "ES512";
                default -> "";
            };
        }
        return jwk instanceof OctetKeyPairJsonWebKey ? "EdDSA" : "";
    }
}
