package dev.crier.server.auth;

import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.AuthConfig.KeyConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.SigningAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** A key of somebody who issues tokens: what signs, and what the hub gets to verify by. */
public final class TestKey {

    private final String id;
    private final SigningAlgorithm algorithm;
    private final Key signs;
    private final Key verifies;

    private TestKey(String id, SigningAlgorithm algorithm, Key signs, Key verifies) {
        this.id = id;
        this.algorithm = algorithm;
        this.signs = signs;
        this.verifies = verifies;
    }

    /** A fresh key. */
    public static TestKey of(String id, String algorithm) {
        SigningAlgorithm named = SigningAlgorithm.of(algorithm);
        if (named.keyType() == SigningAlgorithm.KeyType.SECRET) {
            byte[] secret = new byte[64];
            new SecureRandom().nextBytes(secret);
            Key key = new SecretKeySpec(secret, "HmacSHA256");
            return new TestKey(id, named, key, key);
        }
        KeyPair pair = pair(algorithm);
        return new TestKey(id, named, pair.getPrivate(), pair.getPublic());
    }

    static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    switch (algorithm.substring(0, 2)) {
                        case "ES" -> "EC";
                        case "Ed" -> "Ed25519";
                        default -> "RSA";
                    });
            switch (algorithm) {
                case "ES256" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case "ES384" -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                case "ES512" -> generator.initialize(new ECGenParameterSpec("secp521r1"));
                case "EdDSA" -> {}
                default -> generator.initialize(2_048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String id() {
        return id;
    }

    Key signs() {
        return signs;
    }

    Key verifies() {
        return verifies;
    }

    VerificationKey verificationKey() {
        return new VerificationKey(id, algorithm, verifies);
    }

    /** As it stands in a JWK set. */
    String jwk() {
        try {
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(verifies);
            jwk.setKeyId(id);
            jwk.setAlgorithm(algorithm.toString());
            return jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    /** A JWK set of such keys. */
    public static String jwks(TestKey... keys) {
        return "{\"keys\":["
                + String.join(",", List.of(keys).stream().map(TestKey::jwk).toList()) + "]}";
    }

    /** Writes what verifies, as a file of the configuration. */
    Path write(Path folder) {
        try {
            return Files.write(
                    folder.resolve(id + ".key"),
                    algorithm.keyType() == SigningAlgorithm.KeyType.SECRET
                            ? verifies.getEncoded()
                            : pem("PUBLIC KEY", verifies).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pem(String what, Key key) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + what + "-----\n";
    }

    /** A configuration in which this key verifies tokens. */
    public AuthConfig config(Path folder) {
        return HubConfig.defaults().auth().withKeys(Map.of(id, new KeyConfig(algorithm, write(folder))));
    }

    // ---- tokens

    /** Claims that are good for a minute. */
    static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("alice");
        claims.setExpirationTimeMinutesInTheFuture(1);
        return claims;
    }

    /** A token that is good for a minute, with changes. */
    public String token(Consumer<JwtClaims> changes) {
        JwtClaims claims = claims();
        changes.accept(claims);
        return sign(claims.toJson(), signature -> {});
    }

    /** A token that permits to read and to publish. */
    public String token(List<String> subscribe, List<String> publish) {
        return token(claims -> {
            claims.setStringListClaim("subscribe", subscribe);
            claims.setStringListClaim("publish", publish);
        });
    }

    String sign(String payload, Consumer<JsonWebSignature> changes) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(payload);
        signature.setKey(signs);
        signature.setKeyIdHeaderValue(id);
        signature.setAlgorithmHeaderValue(algorithm.toString());
        changes.accept(signature);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }
}
