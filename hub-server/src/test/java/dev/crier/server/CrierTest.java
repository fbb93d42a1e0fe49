package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.log.Logging;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("crier")
class CrierTest {

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private byte[] input = {};

    private record Outcome(int exitCode, String out, String err) {}

    @AfterEach
    void forgetTheLogLevel() {
        System.clearProperty(Logging.LEVEL_PROPERTY);
        System.clearProperty(Logging.FORMAT_PROPERTY);
    }

    @Test
    @DisplayName("--help starts with examples and lists the commands")
    void help() {
        Outcome outcome = crier("--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .startsWith("Examples:", "  crier serve                           the demo, on http://localhost:8080")
                .contains(
                        "  serve   Runs the hub.",
                        "  check   Says all that is wrong with a configuration.",
                        "  config  Prints every effective value and where it is from, as YAML.",
                        "  keygen  Makes a key that signs tokens, and what the hub verifies them by.",
                        "  token   Mints tokens and shows them.",
                        "Exit codes: 0 all went well, 1 the hub could not run, 2 the command or the configuration is"
                                + " wrong.");
    }

    @Test
    @DisplayName("serve --help says what each option means")
    void helpOfACommand() {
        assertThat(crier("serve", "--help").out())
                .startsWith("Runs the hub.")
                .contains(
                        "--config=FILE",
                        "--port=PORT",
                        "--admin-port=PORT",
                        "--host=HOST",
                        "--dev",
                        "--no-sources",
                        "--verbose");
    }

    @Test
    @DisplayName("--version says the version of the hub and of Java")
    void version() {
        Outcome outcome = crier("--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("crier ").contains("Java " + System.getProperty("java.version"));
    }

    @ParameterizedTest
    @DisplayName("answers a command line that it can't understand with 2 and the nearest right one")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | a command is missing; expected one of serve, check, config, keygen, token. 'crier --help' shows"
                        + " examples",
                "serv | unknown command 'serv'; did you mean 'serve'? 'crier --help' shows all",
                "--versoin | unknown option '--versoin'; did you mean '--version'? 'crier --help' shows all",
                "serve --prot 80 | unknown option '--prot'; did you mean '--port'? 'crier serve --help' shows all",
                "check file | unexpected argument 'file'; 'crier check --help' shows all",
                "token | a command is missing; expected one of mint, show. 'crier token --help' shows examples",
                "token mnit | unknown command 'mnit'; did you mean 'mint'? 'crier token --help' shows all",
                "token mint --subscrbe a | unknown option '--subscrbe'; did you mean '--subscribe'? 'crier token mint"
                        + " --help' shows all",
                "serve --port | Missing required parameter for option '--port' (PORT)",
                "serve --port 1 --port 2 | option '--port' (PORT) should be specified only once",
            })
    void misunderstood(String arguments, String message) {
        Outcome outcome = crier(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(outcome).isEqualTo(new Outcome(2, "", "crier: " + message + "\n"));
    }

    @ParameterizedTest
    @DisplayName("lists all problems of a configuration without a stack trace and exits with 2")
    @ValueSource(strings = {"check", "config", "serve"})
    void problems(String command) throws IOException {
        write("crier.yaml", "server: {prot: 1}\nsse:\n  heartbeat: 15\n");

        assertThat(crier(command, "--port", "http")).isEqualTo(new Outcome(2, "", """
            crier.yaml:1:10: server.prot: unknown key; did you mean 'port'? Known here: host, port, transport, tls, proxies
            crier.yaml:3:3: sse.heartbeat: the duration 15 has no unit; did you mean 15s or 15ms?
            --port: server.port: 'http' is no whole number
            crier: 3 problems in the configuration
            """));
    }

    @Test
    @DisplayName("lists a wrong level of the log with the other problems")
    void wrongLogLevel() throws IOException {
        write("crier.yaml", "server: {prot: 1}\n");
        environment.put("CRIER_LOG_LEVEL", "lud\u0007");

        assertThat(crier("check").err())
                .contains("server.prot: unknown key", "CRIER_LOG_LEVEL: 'ludU+0007' is not one of off, error")
                .endsWith("crier: 2 problems in the configuration\n");
    }

    @Test
    @DisplayName("says what is wrong with the name of a file")
    void files() throws IOException {
        Files.createSymbolicLink(folder.resolve("dangling.yaml"), folder.resolve("gone"));

        assertThat(crier("check", "--config", "").err()).startsWith("--config: names no file");
        assertThat(crier("check", "--config", "dangling.yaml").err())
                .startsWith("--config: 'dangling.yaml' is a link to a file that isn't there\n");
        assertThat(crier("check", "--config", "/no/such/file").err())
                .startsWith("--config: there is no file '/no/such/file'\n");
    }

    @Test
    @DisplayName("check says which class of a plugin is no source, and which jar is a link to nothing")
    void plugins() throws IOException {
        write("crier.yaml", "plugins: {folder: jars}");
        Files.createDirectories(folder.resolve("jars"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("jars/odd.jar")))) {
            jar.putNextEntry(new ZipEntry("META-INF/services/dev.crier.core.spi.EventSource"));
            jar.write("# ours\njava.lang.String\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.createSymbolicLink(folder.resolve("jars/dangling.jar"), folder.resolve("gone"));

        assertThat(crier("check").err())
                .contains("odd.jar: its source can't be made", "names java.lang.String, which is no EventSource")
                .contains("dangling.jar: it is a link to a file that isn't there");
    }

    @Test
    @DisplayName("check says that a good configuration is good")
    void check() throws IOException {
        write("good.yaml", "topics: {\"a/**\": {retention: {events: 1}}}\n");

        assertThat(crier("check", "--config", "good.yaml"))
                .isEqualTo(new Outcome(0, "good.yaml is good: 0 sources, 1 topic pattern, 0 plugins\n", ""));
    }

    @Test
    @DisplayName("check says which files with certificates no hub could use, all at once")
    void checkCertificates() throws IOException {
        write("nonsense.pem", "nonsense");
        write("crier.yaml", """
                server:
                  tls: {certificate: nonsense.pem, key: nonsense.pem}
                log:
                  url: rediss://localhost
                  ca: nonsense.pem
                """);

        Outcome outcome = crier("check");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .containsPattern("(?m)^.*server.tls.certificate.*$")
                .containsPattern("(?m)^log.ca: '.*nonsense.pem' holds no certificates in PEM")
                .endsWith("crier: 2 problems in the configuration\n");
    }

    @Test
    @DisplayName("check refuses a plugin that no hub could load")
    void refusedPlugin() throws IOException {
        write("crier.yaml", "plugins: {folder: jars}");
        Files.createDirectories(folder.resolve("jars"));
        new JarOutputStream(Files.newOutputStream(folder.resolve("jars/empty.jar"))).close();

        Outcome outcome = crier("check");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("empty.jar: it ").endsWith("crier: 1 plugin refused\n");
    }

    @Test
    @DisplayName("config prints every effective value and where it is from")
    void config() throws IOException {
        write("crier.yaml", "server:\n  port: 9000\n");
        environment.put("CRIER_SSE_RETRY", "5s");
        environment.put("CRIER_SSE_RETYR", "5s");

        Outcome outcome = crier("config", "--host", "127.0.0.1");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines().map(line -> line.replaceAll(" +#", " #")))
                .startsWith(
                        "# The effective values; the file is crier.yaml.",
                        "dev: false # default",
                        "server:",
                        "  host: 127.0.0.1 # --host",
                        "  port: 9000 # crier.yaml:2",
                        "  transport: auto # default",
                        "  tls:",
                        "    reload: 10s # default",
                        "    hsts: 365d # default",
                        "  proxies:",
                        "    header: x-forwarded-for # default",
                        "    protocol: false # default",
                        "admin:",
                        "  host: 127.0.0.1 # default",
                        "  port: 0 # default",
                        "sse:",
                        "  heartbeat: 15s # default",
                        "  retry: 5s # CRIER_SSE_RETRY");
        assertThat(outcome.err())
                .isEqualTo(
                        "warning: CRIER_SSE_RETYR: no key has this environment variable, so it is ignored; did you mean"
                                + " CRIER_SSE_RETRY?\n");
    }

    @Test
    @DisplayName("keygen makes a key, token mint a token with it, and token show shows that")
    void keysAndTokens() throws IOException {
        Outcome made = crier("keygen", "--algorithm", "EdDSA", "--out", "issuer");
        assertThat(made.err()).isEmpty();
        assertThat(made.out()).contains("    \"issuer\": {algorithm: EdDSA, file: \"issuer.pub.pem\"}");

        Outcome minted = crier(
                "token",
                "mint",
                "--key",
                "issuer.pem",
                "--kid",
                "issuer",
                "--subject",
                "alice",
                "--subscribe",
                "a/**",
                "--subscribe",
                "b",
                "--publish",
                "c",
                "--expires",
                "15m",
                "--issuer",
                "me",
                "--audience",
                "crier");
        assertThat(minted.err()).isEmpty();
        assertThat(minted.out()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\n");

        input = minted.out().getBytes(StandardCharsets.UTF_8);
        for (Outcome shown : List.of(
                crier("token", "show"), crier("token", "show", minted.out().strip()))) {
            assertThat(shown.err()).isEmpty();
            assertThat(shown.out())
                    .contains("\"alg\" : \"EdDSA\"", "\"kid\" : \"issuer\"", "\"sub\" : \"alice\"", "\"iss\" : \"me\"")
                    .contains("\"subscribe\" : [ \"a/**\", \"b\" ]", "\"publish\" : [ \"c\" ]")
                    .containsPattern("# exp is .*, in 1[45]m")
                    .contains("# the signature was not checked");
        }

        write("crier.yaml", "auth:\n  keys:\n    issuer: {algorithm: EdDSA, file: issuer.pub.pem}\n");
        assertThat(crier("check").exitCode()).isZero();
        Files.delete(folder.resolve("issuer.pub.pem"));
        assertThat(crier("check").err())
                .contains("auth: the key file " + folder.resolve("issuer.pub.pem") + " isn't there");
    }

    @ParameterizedTest
    @DisplayName("says what is wrong with a key or a token in one line, and exits with 2")
    @CsvSource(
            delimiter = '|',
            value = {
                "keygen --algorithm ES255 | --algorithm: 'ES255' is not one of ES256, ES384,",
                "keygen --out no/such/folder/key | there is no folder for no/such/folder/key.pem; make it first",
                "token mint --subscribe a | --key: is missing",
                "token mint --key gone --subscribe a | isn't there; 'crier keygen' makes keys",
                "token mint --key gone | the token would permit nothing; say --subscribe PATTERN or --publish PATTERN",
                "token mint --key gone --subscribe a//b | has an empty segment",
                "token mint --key gone --subscribe a --expires 15 | the duration 15 has no unit",
                "token show nonsense | that is no token: a JWT has three parts with dots between them, not 1",
                "token show a.b.c | that is no token: its claims can't be read",
                "token show | that is no token",
            })
    void keysAndTokensMisunderstood(String arguments, String message) {
        Outcome outcome = crier(arguments.split(" "));

        assertThat(outcome.err()).startsWith("crier: ").contains(message).hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    @DisplayName("refuses a log level that there isn't")
    void logLevel() {
        environment.put("CRIER_LOG_LEVEL", "loud");

        assertThat(crier("check").err())
                .startsWith("CRIER_LOG_LEVEL: 'loud' is not one of off, error, warn, info, debug, trace\n");
    }

    @Test
    @DisplayName("refuses a format of the log that there isn't, and takes those that there are")
    void logFormat() {
        environment.put("CRIER_LOG_FORMAT", "xml");
        assertThat(crier("check").err()).startsWith("CRIER_LOG_FORMAT: 'xml' is not one of auto, text, json\n");

        environment.put("CRIER_LOG_FORMAT", "JSON");
        assertThat(crier("check")).extracting(Outcome::exitCode, Outcome::err).containsExactly(0, "");
    }

    private Outcome crier(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new Crier(environment, folder, new ByteArrayInputStream(input), print(out), print(err))
                .run(List.of(arguments));
        return new Outcome(exitCode, text(out), text(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
