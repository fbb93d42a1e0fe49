package dev.crier.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crier.server.config.HubConfig;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands where a token should: there is a verdict, and none but what a key of the hub has signed is good. Claims are
 * fuzzed as they are and, where they can only come with a good signature, signed.
 */
class TokenFuzzTest {

    private static final TestKey KEY = TestKey.of("one", "HS256");
    private static final TestKey STRANGER = TestKey.of("one", "HS256");
    private static final TokenVerifier VERIFIER = new TokenVerifier(
            List.of(KEY.verificationKey()), HubConfig.defaults().auth(), Clock.systemUTC());

    static Stream<byte[]> seeds() {
        String claims = TestKey.claims().toJson();
        return Stream.of(
                        claims,
                        STRANGER.sign(claims, signature -> {}),
                        "{\"exp\":1e400,\"sub\":{}}",
                        "{\"exp\":99999999999999999999999,\"subscribe\":[\"a/**\",\"*\"],\"publish\":\"b\"}",
                        "{\"exp\":4102444800,\"subscribe\":[1,null,[]],\"publish\":[\"hub/**\",\"a//b\"]}",
                        "{\"exp\":4102444800,\"exp\":1,\"nbf\":-1,\"aud\":[],\"iss\":\"\\ud800\"}",
                        "[".repeat(2_000),
                        "{\"a\":".repeat(2_000),
                        encoded("{\"alg\":\"none\"}") + "." + encoded(claims) + ".",
                        encoded("{\"alg\":\"HS256\",\"kid\":\"one\",\"crit\":[\"exp\"],\"b64\":false}") + "."
                                + encoded(claims) + ".AA",
                        "..",
                        "a.b.c.d.e")
                .map(text -> text.getBytes(UTF_8));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void there_is_a_verdict_and_nothing_is_good_but_what_was_signed(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        assertThat(VERIFIER.verify(text)).isNotInstanceOf(Verdict.Accepted.class);
        assertThat(VERIFIER.verify(encoded("{\"alg\":\"HS256\",\"kid\":\"one\"}") + "." + encoded(text) + ".AAAA"))
                .isNotInstanceOf(Verdict.Accepted.class);
        Verdict signed = VERIFIER.verify(KEY.sign(text, signature -> {}));
        if (signed instanceof Verdict.Accepted accepted) {
            assertThat(accepted.identity().expires())
                    .isAfter(Clock.systemUTC().instant().minusSeconds(120));
            assertThat(accepted.identity().principal()).isNotEmpty();
        }
    }
}
