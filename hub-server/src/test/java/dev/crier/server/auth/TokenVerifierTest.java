package dev.crier.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.SigningAlgorithm;
import dev.crier.server.metrics.AuthenticationFailure;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A token")
class TokenVerifierTest {

    private static final TestKey KEY = TestKey.of("one", "ES256");
    private static final TestKey RSA = TestKey.of("rsa", "RS256");
    private static final AuthConfig CONFIG = HubConfig.defaults().auth();

    private static TokenVerifier verifier(AuthConfig config, TestKey... keys) {
        return new TokenVerifier(
                List.of(keys).stream().map(TestKey::verificationKey).toList(), config, Clock.systemUTC());
    }

    private static Identity accepted(TokenVerifier verifier, String token) {
        Verdict verdict = verifier.verify(token);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).identity();
    }

    private static Verdict.Refused refused(TokenVerifier verifier, String token) {
        Verdict verdict = verifier.verify(token);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }

    /** The two are told apart only inside the hub. */
    private static void isNoneOfOurs(TokenVerifier verifier, String token) {
        assertThat(verifier.verify(token)).isIn(TokenVerifier.NONE_OF_OURS, new Verdict.UnknownKey());
    }

    private static Verdict.Refused refused(Consumer<JwtClaims> changes) {
        return refused(verifier(CONFIG, KEY), KEY.token(changes));
    }

    // ---- what is good

    @ParameterizedTest
    @ValueSource(
            strings = {"HS256", "HS384", "HS512", "RS256", "RS512", "PS256", "PS384", "ES256", "ES384", "ES512", "EdDSA"
            })
    @DisplayName("is good when its key's own algorithm has signed it")
    void everyAlgorithm(String algorithm) {
        TestKey key = TestKey.of("k", algorithm);
        Identity identity = accepted(verifier(CONFIG, KEY, key), key.token(List.of("a/**"), List.of("b", "c/*")));
        assertThat(identity.principal()).isEqualTo("subject:\nalice");
        assertThat(identity.subscribe()).contains(TopicFilter.of("a/**"));
        assertThat(identity.publish()).contains(TopicFilter.anyOf(List.of("b", "c/*")));
        assertThat(identity.expires()).isBetween(Instant.now(), Instant.now().plusSeconds(71));
    }

    @Test
    @DisplayName("without a kid is good if any key of its algorithm verifies it")
    void withoutKid() {
        TokenVerifier verifier = verifier(CONFIG, TestKey.of("other", "ES256"), RSA, KEY);
        accepted(
                verifier,
                KEY.sign(
                        TestKey.claims().toJson(),
                        signature -> signature.getHeaders().setStringHeaderValue("kid", null)));
    }

    @Test
    @DisplayName("without claims permits nothing")
    void withoutClaims() {
        Identity identity = accepted(verifier(CONFIG, KEY), KEY.token(claims -> {}));
        assertThat(identity.subscribe()).isEmpty();
        assertThat(identity.publish()).isEmpty();
        assertThat(identity.anonymous()).isFalse();
    }

    @Test
    @DisplayName("of nobody in particular shares its scope with no other, and a long name is kept short")
    void principals() {
        TokenVerifier verifier = verifier(CONFIG, KEY);
        Consumer<JwtClaims> nobody = claims -> {
            claims.unsetClaim("sub");
            claims.setGeneratedJwtId();
        };
        String one = accepted(verifier, KEY.token(nobody)).principal();
        String two = accepted(verifier, KEY.token(nobody)).principal();
        assertThat(one).startsWith("token:").isNotEqualTo(two);
        String ofA =
                accepted(verifier, KEY.token(claims -> claims.setIssuer("a"))).principal();
        String ofB =
                accepted(verifier, KEY.token(claims -> claims.setIssuer("b"))).principal();
        assertThat(ofA).isNotEqualTo(ofB);
        String longName = accepted(verifier, KEY.token(claims -> claims.setSubject("x".repeat(5_000))))
                .principal();
        assertThat(longName).startsWith("digest:").hasSizeLessThan(100);
    }

    @Test
    @DisplayName("has one spelling: what reads the same when it is decoded leniently is refused")
    void oneSpelling() {
        String token = KEY.token(claims -> {});
        TokenVerifier verifier = verifier(CONFIG, KEY);
        accepted(verifier, token);
        String last = token.substring(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        // The last of 86 characters for 64 bytes has 4 bits that mean nothing.
        String other = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
        for (String spelling : List.of(
                other,
                token + "=",
                token + "==",
                token.replace(".", "=."),
                token + "\n",
                token.replace('-', '+') + " ")) {
            assertThat(verifier.verify(spelling)).as(spelling).isEqualTo(TokenVerifier.NONE_OF_OURS);
        }
    }

    @Test
    @DisplayName("of nobody in particular has the same scope under each signature that fits it")
    void principalOfWhatIsSigned() throws Exception {
        String token = KEY.token(claims -> claims.unsetClaim("sub"));
        String signed = token.substring(0, token.lastIndexOf('.') + 1);
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(signed.length()));
        BigInteger order = ((ECKey) KEY.verifies()).getParams().getOrder();
        byte[] s = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        byte[] turned = Arrays.copyOf(Arrays.copyOf(signature, 32), 64);
        int length = Math.min(32, s.length); // it may have a zero in front, for the sign
        System.arraycopy(s, s.length - length, turned, 64 - length, length);
        String twin = signed + Base64.getUrlEncoder().withoutPadding().encodeToString(turned);
        TokenVerifier verifier = verifier(CONFIG, KEY);
        assertThat(twin).isNotEqualTo(token);
        assertThat(accepted(verifier, twin).principal())
                .isEqualTo(accepted(verifier, token).principal());
    }

    // ---- how it is signed

    @Test
    @DisplayName("that isn't signed is refused, whatever it calls that")
    void none() {
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            String head = encode("{\"alg\":\"" + none + "\"}");
            String payload = encode(TestKey.claims().toJson());
            isNoneOfOurs(verifier(CONFIG, KEY, RSA), head + "." + payload + ".");
            isNoneOfOurs(verifier(CONFIG, KEY, RSA), head + "." + payload + "." + encode("x"));
        }
        isNoneOfOurs(verifier(CONFIG, KEY), KEY.sign(TestKey.claims().toJson(), signature -> {
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setAlgorithmHeaderValue("none");
            signature.setKey(null);
        }));
    }

    @Test
    @DisplayName("signed with a public key as the secret is refused")
    void publicKeyAsSecret() {
        for (TestKey victim : List.of(RSA, KEY)) {
            for (byte[] secret : List.of(
                    victim.verifies().getEncoded(),
                    TestKey.pem("PUBLIC KEY", victim.verifies()).getBytes(StandardCharsets.UTF_8))) {
                String forged = victim.sign(TestKey.claims().toJson(), signature -> {
                    signature.setAlgorithmHeaderValue("HS256");
                    signature.setKey(new SecretKeySpec(secret, "HmacSHA256"));
                });
                isNoneOfOurs(verifier(CONFIG, victim), forged);
            }
        }
    }

    @Test
    @DisplayName("signed by a known key in another way than that key's is refused")
    void anotherAlgorithmOfTheSameKey() {
        for (String other : List.of("RS384", "RS512", "PS256")) {
            isNoneOfOurs(
                    verifier(CONFIG, RSA),
                    RSA.sign(TestKey.claims().toJson(), signature -> signature.setAlgorithmHeaderValue(other)));
        }
    }

    @Test
    @DisplayName("of an algorithm that isn't on the list is refused, though a key of a set is for it")
    void allowList() {
        AuthConfig narrow = new AuthConfig(
                CONFIG.subscribe(),
                CONFIG.publish(),
                Map.of(),
                CONFIG.jwks(),
                CONFIG.jwksRefresh(),
                List.of(SigningAlgorithm.of("ES256")),
                CONFIG.issuer(),
                CONFIG.audience(),
                CONFIG.leeway(),
                CONFIG.ticketTtl(),
                CONFIG.ticketKey());
        accepted(verifier(narrow, KEY, RSA), KEY.token(claims -> {}));
        isNoneOfOurs(verifier(narrow, KEY, RSA), RSA.token(claims -> {}));
    }

    @Test
    @DisplayName("that was changed is refused, wherever that was")
    void tampered() {
        TokenVerifier verifier = verifier(CONFIG, KEY);
        String token = KEY.token(List.of("a"), List.of());
        accepted(verifier, token);
        String[] parts = token.split("\\.", 3);
        String more = encode(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("[\"a\"]", "[\"**\"]"));
        isNoneOfOurs(verifier, parts[0] + "." + more + "." + parts[2]);
        isNoneOfOurs(verifier, parts[0] + "." + parts[1] + "." + encode("x".repeat(64)));
        isNoneOfOurs(verifier, encode("{\"alg\":\"ES256\",\"kid\":\"one\",\"x\":1}") + "." + parts[1] + "." + parts[2]);
        isNoneOfOurs(verifier, parts[0] + "." + parts[1] + ".");
        isNoneOfOurs(verifier, parts[0] + "." + parts[1]);
        isNoneOfOurs(verifier, "hello");
        // All zeros were once a signature of everything ("psychic signatures", CVE-2022-21449).
        isNoneOfOurs(
                verifier,
                parts[0] + "." + parts[1] + "."
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
    }

    @Test
    @DisplayName("of an unknown key is told no more than one with a bad signature, and brings its own key in vain")
    void unknownKey() throws Exception {
        TestKey stranger = TestKey.of("stranger", "ES256");
        TokenVerifier verifier = verifier(CONFIG, KEY);
        assertThat(verifier.verify(stranger.token(claims -> {}))).isEqualTo(new Verdict.UnknownKey());
        isNoneOfOurs(
                verifier, stranger.sign(TestKey.claims().toJson(), signature -> signature.setKeyIdHeaderValue("one")));
        var own = org.jose4j.jwk.PublicJsonWebKey.Factory.newPublicJwk(stranger.verifies());
        for (String kid : List.of("one", "stranger")) {
            isNoneOfOurs(verifier, stranger.sign(TestKey.claims().toJson(), signature -> {
                signature.setKeyIdHeaderValue(kid);
                signature.setJwkHeader(own);
                signature.setHeader("jku", "https://attacker.example/keys");
            }));
        }
    }

    @Test
    @DisplayName("that wants a feature to be understood that isn't is refused")
    void critical() {
        isNoneOfOurs(verifier(CONFIG, KEY), KEY.sign(TestKey.claims().toJson(), signature -> {
            signature.setCriticalHeaderNames("magic");
            signature.setHeader("magic", "yes");
        }));
    }

    // ---- what it says

    @Test
    @DisplayName("without exp is refused")
    void withoutExp() {
        assertThat(refused(claims -> claims.unsetClaim("exp")).detail()).contains("no 'exp'");
    }

    @Test
    @DisplayName("that has expired is refused, once the leeway is over")
    void expired() {
        accepted(verifier(CONFIG, KEY), KEY.token(claims -> claims.setExpirationTime(secondsFromNow(-5))));
        assertThat(refused(claims -> claims.setExpirationTime(secondsFromNow(-12)))
                        .reason())
                .isEqualTo(AuthenticationFailure.EXPIRED);
        assertThat(refused(
                        verifier(CONFIG.withLeeway(Duration.ZERO), KEY),
                        KEY.token(claims -> claims.setExpirationTime(secondsFromNow(-2)))))
                .isEqualTo(new Verdict.Refused(AuthenticationFailure.EXPIRED, "the token has expired; get a new one"));
    }

    @Test
    @DisplayName("that isn't valid yet is refused")
    void notBefore() {
        accepted(verifier(CONFIG, KEY), KEY.token(claims -> claims.setNotBefore(secondsFromNow(5))));
        assertThat(refused(claims -> claims.setNotBefore(secondsFromNow(20))).detail())
                .contains("'nbf'");
    }

    @Test
    @DisplayName("of another issuer, or of none, is refused where one is configured")
    void issuer() {
        TokenVerifier verifier = verifier(CONFIG.withIssuer("https://id.example"), KEY);
        accepted(verifier, KEY.token(claims -> claims.setIssuer("https://id.example")));
        for (String token :
                List.of(KEY.token(claims -> {}), KEY.token(claims -> claims.setIssuer("https://id.example.evil")))) {
            assertThat(refused(verifier, token).detail()).contains("'iss'").doesNotContain("id.example");
        }
    }

    @Test
    @DisplayName("for another audience is refused, also where none is configured")
    void audience() {
        TokenVerifier verifier = verifier(CONFIG.withAudience(List.of("crier", "hub")), KEY);
        accepted(verifier, KEY.token(claims -> claims.setAudience("other", "hub")));
        for (String token : List.of(KEY.token(claims -> {}), KEY.token(claims -> claims.setAudience("other")))) {
            assertThat(refused(verifier, token).detail()).contains("'aud'").doesNotContain("crier");
        }
        assertThat(refused(claims -> claims.setAudience("other")).detail()).contains("'aud'");
    }

    @Test
    @DisplayName("whose claims are of a wrong type or list what is no pattern is refused")
    void malformedClaims() {
        TokenVerifier verifier = verifier(CONFIG, KEY);
        for (String claims : List.of(
                "\"subscribe\":\"a/**\"",
                "\"subscribe\":[\"a//b\"]",
                "\"subscribe\":[\"a\",5]",
                "\"subscribe\":[null]",
                "\"publish\":{\"a\":1}",
                "\"sub\":5",
                "\"subscribe\":[" + "\"a\",".repeat(256) + "\"b\"]")) {
            String token = KEY.sign("{\"exp\":4102444800," + claims + "}", signature -> {});
            assertThat(refused(verifier, token).reason()).as(claims).isEqualTo(AuthenticationFailure.CLAIMS);
        }
        for (String exp : List.of("\"soon\"", "[1]", "null", "-1")) {
            assertThat(refused(verifier, KEY.sign("{\"exp\":" + exp + "}", signature -> {})))
                    .as(exp)
                    .isNotNull();
        }
        for (String late : List.of("1e400", "" + Long.MAX_VALUE)) {
            accepted(verifier, KEY.sign("{\"exp\":" + late + "}", signature -> {}));
        }
        isNoneOfOurs(verifier, KEY.sign("[]", signature -> {}));
        isNoneOfOurs(verifier, KEY.sign("{\"exp\":1,\"exp\":4102444800}", signature -> {}));
    }

    // ---- how much of it there is

    @Test
    @DisplayName("that is huge is refused before anything is read of it")
    void huge() {
        String token = KEY.token(claims -> claims.setStringClaim("x", "y".repeat(8_000)));
        assertThat(refused(verifier(CONFIG, KEY), token).reason()).isEqualTo(AuthenticationFailure.MALFORMED);
    }

    @Test
    @DisplayName("that is nested as deep as there is room harms nothing")
    void deep() {
        TokenVerifier verifier = verifier(CONFIG, KEY);
        String deep = "[".repeat(2_800) + "]".repeat(2_800);
        String head = encode("{\"alg\":\"ES256\",\"x\":" + deep + "}");
        isNoneOfOurs(verifier, head + "." + encode("{}") + "." + encode("x"));
        accepted(verifier, KEY.sign("{\"exp\":4102444800,\"x\":" + deep + "}", signature -> {}));
    }

    // ---- what is remembered of it

    @Test
    @DisplayName("that was verified isn't verified again until it expires")
    void remembered() {
        VerifiedTokens tokens = new VerifiedTokens(2);
        var digest = VerifiedTokens.digest("t");
        Identity identity = accepted(verifier(CONFIG, KEY), KEY.token(claims -> {}));
        tokens.add(digest, identity);
        assertThat(tokens.find(digest, identity.expires().minusMillis(1))).containsSame(identity);
        assertThat(tokens.find(digest, identity.expires())).isEmpty();

        TokenVerifier verifier = verifier(CONFIG, KEY);
        String token = KEY.token(claims -> {});
        assertThat(accepted(verifier, token)).isSameAs(accepted(verifier, token));
    }

    @Test
    @DisplayName("is forgotten in time, so that the memory of them is bounded")
    void bounded() {
        VerifiedTokens tokens = new VerifiedTokens(100);
        Identity identity = accepted(verifier(CONFIG, KEY), KEY.token(claims -> {}));
        var first = VerifiedTokens.digest("first");
        for (int i = 0; i < 10_000; i++) {
            tokens.add(VerifiedTokens.digest("t" + i), identity);
            if (i % 50 == 0) {
                tokens.add(first, identity);
            }
        }
        assertThat(tokens.size()).isLessThanOrEqualTo(200);
        assertThat(tokens.find(first, Instant.now())).isPresent();
        assertThat(tokens.find(VerifiedTokens.digest("t0"), Instant.now())).isEmpty();
    }

    @Test
    @DisplayName("permits just what its patterns match")
    void permits() {
        Identity identity = accepted(verifier(CONFIG, KEY), KEY.token(List.of("a/*"), List.of()));
        assertThat(identity.subscribe().filter(filter -> filter.matches(Topic.of("a/b"))))
                .isPresent();
        assertThat(identity.subscribe().filter(filter -> filter.matches(Topic.of("a/b/c"))))
                .isEmpty();
    }

    private static NumericDate secondsFromNow(long seconds) {
        return NumericDate.fromSeconds(Instant.now().getEpochSecond() + seconds);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
