package dev.crier.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crier.core.TopicFilter;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.AuthConfig.KeyConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The file of a key")
class KeyFileTest {

    @TempDir
    Path folder;

    private String keygen(String algorithm, String out) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new KeygenCommand(SigningAlgorithm.of(algorithm), out)
                .run(folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static TokenCommand.Mint mint(String key, Optional<SigningAlgorithm> algorithm) {
        return new TokenCommand.Mint(
                Path.of(key),
                algorithm,
                Optional.empty(),
                Optional.of("alice"),
                Optional.empty(),
                List.of(),
                List.of(TopicFilter.of("a/**")),
                List.of(),
                Duration.ofHours(1));
    }

    private static TokenVerifier verifier(VerificationKey key) {
        return new TokenVerifier(List.of(key), HubConfig.defaults().auth(), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "PS256", "PS512", "HS256", "HS384", "HS512"
            })
    @DisplayName("is made for each algorithm, and what one signs the other verifies")
    void roundTrip(String name) {
        SigningAlgorithm algorithm = SigningAlgorithm.of(name);
        boolean secret = name.startsWith("HS");
        String told = keygen(name, "k");
        String signs = secret ? "k.secret" : "k.pem";
        boolean usual =
                List.of("ES256", "ES384", "ES512", "EdDSA", "RS256", "HS256").contains(name);
        assertThat(told.contains("--algorithm " + name)).isEqualTo(!usual);
        assertThat(told).contains("\"k\": {algorithm: " + name + ", file: \"" + (secret ? signs : "k.pub.pem") + "\"}");
        String token =
                mint(signs, usual ? Optional.empty() : Optional.of(algorithm)).token(folder);
        VerificationKey verifies = KeyFile.verifying("k", algorithm, folder.resolve(secret ? signs : "k.pub.pem"));
        assertThat(verifier(verifies).verify(token)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    @DisplayName("that signs can be read by its owner alone")
    void permissions() throws IOException {
        keygen("ES256", "k");
        keygen("HS256", "k");
        for (String signs : List.of("k.pem", "k.secret")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(signs))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    @DisplayName("is never overwritten")
    void neverOverwritten() throws IOException {
        Files.writeString(folder.resolve("k.secret"), "precious");
        Files.writeString(folder.resolve("l.pub.pem"), "precious");
        Files.createSymbolicLink(folder.resolve("m.pem"), folder.resolve("elsewhere"));
        for (String name : List.of("k", "l", "m")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> keygen(name.equals("k") ? "HS256" : "EdDSA", name))
                    .withMessageContaining("is there already, and a key is never overwritten");
        }
        assertThat(folder.resolve("k.secret")).hasContent("precious");
        assertThat(folder.resolve("l.pub.pem")).hasContent("precious");
        assertThat(folder.resolve("l.pem")).doesNotExist();
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    @DisplayName("is taken only by the algorithm that it is for")
    void unfit() throws IOException {
        keygen("ES256", "ec");
        keygen("RS256", "rsa");
        unusable("RS256", "ec.pub.pem", "is no public key for RS256");
        unusable("ES384", "ec.pub.pem", "ES384 takes a key on the curve P-384");
        unusable("HS256", "rsa.pub.pem", "is a PEM file, but HS256 takes a secret");
        unusable("ES256", "ec.pem", "is a private key; the hub must have the public one alone");
        unusable("ES256", "gone.pem", "isn't there; 'crier keygen' makes keys");
        Files.writeString(folder.resolve("short"), "x".repeat(31) + "\n");
        unusable("HS256", "short", "HS256 takes a secret of at least 32 bytes");
        Files.writeString(folder.resolve("text"), "hello");
        unusable("ES256", "text", "holds no PEM");
        unusable("EdDSA", "rsa.pub.pem", "is no public key for EdDSA");
    }

    private void unusable(String algorithm, String file, String message) {
        AuthConfig config = HubConfig.defaults()
                .auth()
                .withKeys(Map.of("k", new KeyConfig(SigningAlgorithm.of(algorithm), folder.resolve(file))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Authentication.check(config))
                .withMessageContaining(folder.resolve(file) + " ")
                .withMessageContaining(message);
    }

    @Test
    @DisplayName("with a secret is its bytes, and a line end after plain text isn't one of them")
    void secrets() throws IOException {
        Path file = folder.resolve("s");
        Files.writeString(file, "a secret of text\r\n");
        assertThat(KeyFile.secret(file)).asString().isEqualTo("a secret of text");
        byte[] bytes = {1, (byte) 0xff, '\n'};
        Files.write(file, bytes);
        assertThat(KeyFile.secret(file)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("isn't minted by for nothing or for ever")
    void mintsSensibly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenCommand.Mint(
                        Path.of("k"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Duration.ofHours(1)))
                .withMessageContaining("would permit nothing");
    }
}
