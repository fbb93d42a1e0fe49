package dev.crier.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Default;
import dev.crier.core.source.SourceCatalog;
import dev.crier.core.source.SourceType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {

    record Ticker(Topic topic, @Default("1s") Duration every, List<String> symbols) {
        Ticker {
            if (every.isZero()) {
                throw new IllegalArgumentException("every must be positive");
            }
        }
    }

    record Feed(Topic topic, URI url, Optional<String> password) {}

    private static final SourceCatalog TYPES = catalog(Map.of("ticker", Ticker.class, "feed", Feed.class));

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    // ---- where values are from

    @ParameterizedTest(name = "flag {0}, variable {1}, file {2} -> {3}")
    @CsvSource({
        "'', '', '', 8080, default",
        "'', '', 1111, 1111, crier.yaml:1",
        "'', 2222, '', 2222, CRIER_SERVER_PORT",
        "'', 2222, 1111, 2222, CRIER_SERVER_PORT",
        "3333, '', '', 3333, --port",
        "3333, '', 1111, 3333, --port",
        "3333, 2222, '', 3333, --port",
        "3333, 2222, 1111, 3333, --port"
    })
    void flagsWinOverVariablesThoseOverTheFileThatOverTheDefaults(
            String flag, String variable, String inFile, int expected, String origin) {
        environment.put("CRIER_SERVER_PORT", variable);
        write("crier.yaml", inFile.isEmpty() ? "dev: false" : "server: {port: " + inFile + "}");

        LoadedConfig loaded = load(request(null, null, flag.isEmpty() ? null : flag));

        assertThat(loaded.config().server().port()).isEqualTo(expected);
        assertThat(loaded.effective()).containsPattern("(?m)^  port: " + expected + " +# " + origin + "$");
    }

    @Test
    void eachWrongOriginIsRefusedAtItsOwnPlace() {
        write("crier.yaml", "cors:\n  origins:\n    - https://a.example/\n    - https://b.example\n    - ftp://c\n");

        assertThat(problems(ConfigRequest.NONE))
                .hasSize(2)
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("crier.yaml:3:7: ").contains("https://a.example"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("crier.yaml:5:7: ").contains("ftp://c"));
    }

    @Test
    void eachKeyIsOverlaidOnItsOwn() {
        write("crier.yaml", "server: {host: 10.0.0.1, port: 1}\nsse: {retry: 5s}");
        environment.put("CRIER_SSE_STALL_TIMEOUT", "7s");
        environment.put("CRIER_LIMITS_EVENT_BYTES", "64KiB");
        environment.put("CRIER_CORS_ORIGINS", "https://a.example, https://b.example");
        environment.put("CRIER_CORS_CREDENTIALS", "true");

        HubConfig config = load(new ConfigRequest(
                        Optional.empty(), Optional.empty(), Optional.of("9"), Optional.empty(), true, false))
                .config();

        assertThat(config.server())
                .isEqualTo(
                        new ServerConfig("10.0.0.1", 9, ServerConfig.Transport.AUTO, TlsConfig.NONE, ProxyConfig.NONE));
        assertThat(config.sse().retry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sse().stallTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.sse().heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.limits().eventBytes()).isEqualTo(ByteSize.ofKibibytes(64));
        assertThat(config.cors()).isEqualTo(CorsConfig.of(List.of("https://a.example", "https://b.example"), true));
        assertThat(config.dev()).isTrue();
    }

    @Test
    void theFilesOfTheCertificateAreRelativeToTheConfigurationAndMustBeThere() {
        write("hub.pem", "");
        write("crier.yaml", "server:\n  tls:\n    certificate: hub.pem\n    key: hub.key\n");

        assertThat(problems(ConfigRequest.NONE))
                .singleElement()
                .asString()
                .startsWith("crier.yaml:4:5: server.tls.key: there is no file '")
                .endsWith("hub.key'");

        write("hub.key", "");
        assertThat(load(ConfigRequest.NONE).config().server().tls().certificate())
                .contains(folder.resolve("hub.pem"));
    }

    @Test
    void theCertificatesThatVouchForRedisAreRelativeToTheConfigurationAndMustBeThere() {
        write("crier.yaml", "log:\n  url: rediss://engine\n  ca: engine.pem\n");

        assertThat(problems(ConfigRequest.NONE))
                .singleElement()
                .asString()
                .startsWith("crier.yaml:3:3: log.ca: there is no file '")
                .endsWith("engine.pem'");

        write("engine.pem", "");
        assertThat(load(ConfigRequest.NONE).config().log().ca()).contains(folder.resolve("engine.pem"));
    }

    @Test
    void aCertificateIsOfNoUseWithoutItsKey() {
        write("hub.pem", "");
        write("crier.yaml", "server: {tls: {certificate: hub.pem}}");

        assertThat(problems(ConfigRequest.NONE)).singleElement().asString().contains("server.tls.key", "is missing");
    }

    @Test
    void aVariableReachesTheSettingsOfASourceInTheFile() {
        write("crier.yaml", "sources: {my-feed: {type: ticker, topic: a}}");
        environment.put("CRIER_SOURCES_MY_FEED_EVERY", "3s");
        environment.put("CRIER_SOURCES_MY_FEED_SYMBOLS", "X,Y");

        LoadedConfig loaded = load(ConfigRequest.NONE);

        assertThat(loaded.config().sources().get("my-feed").settings())
                .hasToString("{\"topic\":\"a\",\"every\":\"3s\",\"symbols\":[\"X\",\"Y\"]}");
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        write("crier.yaml", "server:\n  port: ${NOTHING:99}");
        environment.put("CRIER_DEV", "");
        environment.put("NOTHING", "");

        HubConfig config = load(ConfigRequest.NONE).config();

        assertThat(config.dev()).isFalse();
        assertThat(config.server().port()).isEqualTo(99);
    }

    @Test
    void anUnknownVariableIsAWarningWithTheNearestOne() {
        write("crier.yaml", "server: {host: \"${CRIER_ADDRESS:127.0.0.1}\"}");
        environment.put("CRIER_SSE_HARTBEAT", "1s");
        environment.put("CRIER_SERVER_PROT", "1");
        environment.put("CRIER_PORT", "1");
        environment.put("CRIER_HOME", "/opt");
        environment.put("CRIER_ADDRESS", "127.0.0.2");
        environment.put("CRIER_LOG_LEVEL", "info");
        environment.put("OTHER", "x");

        assertThat(load(ConfigRequest.NONE).warnings())
                .containsExactly(
                        "CRIER_HOME: no key has this environment variable, so it is ignored",
                        "CRIER_PORT: no key has this environment variable, so it is ignored; did you mean"
                                + " CRIER_ADMIN_PORT or CRIER_SERVER_PORT?",
                        "CRIER_SERVER_PROT: no key has this environment variable, so it is ignored; did you mean"
                                + " CRIER_SERVER_PORT?",
                        "CRIER_SSE_HARTBEAT: no key has this environment variable, so it is ignored; did you mean"
                                + " CRIER_SSE_HEARTBEAT?");
    }

    @Test
    void variablesAreSubstitutedInsideValues() {
        write("crier.yaml", """
            server:
              host: ${HOST_PART}.example
              port: ${PORT:1234}
            sources:
              a: {type: feed, topic: t, url: "http://x/$${literal}?a=${EMPTY:}", password: "${TILDE}"}
            """.replace("{literal}", "{"));
        environment.put("HOST_PART", "hub");
        environment.put("TILDE", "${HOST_PART}");

        HubConfig config =
                load(ConfigRequest.NONE, catalog(Map.of("feed", Loose.class))).config();

        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "hub.example", 1234, ServerConfig.Transport.AUTO, TlsConfig.NONE, ProxyConfig.NONE));
        assertThat(config.sources().get("a").settings().path("url").asText()).isEqualTo("http://x/${?a=");
        assertThat(config.sources().get("a").settings().path("password").asText())
                .as("a variable's value is not looked through again")
                .isEqualTo("${HOST_PART}");
    }

    record Loose(String topic, String url, String password) {}

    // ---- which file

    @Test
    void withoutAFileTheBundledDemoIsUsed() {
        LoadedConfig loaded = load(ConfigRequest.NONE, bundledTypes());

        assertThat(loaded.file()).isEqualTo("the bundled crier.yaml");
        assertThat(loaded.config().sources()).containsKeys("counter", "market", "news");
        assertThat(loaded.config().plugins().folder()).isEqualTo(Path.of("plugins"));
    }

    @Test
    void theBundledFileSaysWhatTheDefaultsAre() {
        HubConfig bundled = load(ConfigRequest.NONE, bundledTypes()).config();

        assertThat(bundled.withSources(Map.of()).withTopics(Map.of())).isEqualTo(HubConfig.defaults());
    }

    @Test
    void aGivenFileReplacesTheBundledOneWhole() {
        write("crier.yaml", "");

        assertThat(load(ConfigRequest.NONE).config())
                .isEqualTo(HubConfig.defaults()
                        .withPlugins(new HubConfig.PluginsConfig(folder.resolve("plugins")))
                        .withState(new HubConfig.StateConfig(folder.resolve("crier-data"))));
    }

    @Test
    void theFlagNamesTheFileThenTheVariableThenTheWorkingDirectory() {
        write("crier.yaml", "server: {port: 1}");
        write("b.yaml", "server: {port: 2}");
        write("c.yaml", "server: {port: 3}");

        assertThat(load(ConfigRequest.NONE).config().server().port()).isEqualTo(1);
        environment.put("CRIER_CONFIG", "b.yaml");
        assertThat(load(ConfigRequest.NONE).config().server().port()).isEqualTo(2);
        assertThat(load(request("c.yaml", null, null)).config().server().port()).isEqualTo(3);
    }

    @Test
    void aFileThatIsNotThereIsAnErrorThatSaysWhoAskedForIt() {
        assertThat(problems(request("nowhere.yaml", null, null)))
                .containsExactly("--config: there is no file 'nowhere.yaml' in " + folder);
        assertThat(problems(request(".", null, null)))
                .containsExactly("--config: '.' is a folder; name the file in it");
    }

    @Test
    void noSourcesLeavesThemOutWhateverTheFileSays() {
        write("crier.yaml", "sources: {a: {type: nonsense}}");

        assertThat(load(new ConfigRequest(
                                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, true))
                        .config()
                        .sources())
                .isEmpty();
    }

    @Test
    void foldersAreRelativeToTheFileButInVariablesToTheWorkingDirectory() throws IOException {
        Files.createDirectories(folder.resolve("etc/jars"));
        write("etc/crier.yaml", "plugins: {folder: jars}");
        environment.put("CRIER_STATE_FOLDER", "data");

        HubConfig config = load(request("etc/crier.yaml", null, null)).config();

        assertThat(config.plugins().folder()).isEqualTo(folder.resolve("etc/jars"));
        assertThat(config.state().folder()).isEqualTo(folder.resolve("data"));
    }

    @Test
    void aConfiguredFolderOfPluginsMustBeThereButTheDefaultNeedNot() {
        write("crier.yaml", "dev: true");
        assertThat(load(ConfigRequest.NONE).config().dev()).isTrue();

        write("crier.yaml", "dev: true\nplugins:\n  folder: jars");
        assertThat(problems(ConfigRequest.NONE))
                .containsExactly("crier.yaml:3:3: plugins.folder: there is no folder '" + folder.resolve("jars")
                        + "'; make it, or leave the key out");

        write("crier.yaml", "plugins: {folder: crier.yaml}");
        assertThat(problems(ConfigRequest.NONE).get(0)).endsWith("is a file, not a folder of jars");
    }

    // ---- what is wrong

    @Test
    void everythingThatIsWrongIsListedAtOnceWithFileLineKeyAndNearestKey() {
        write("crier.yaml", """
            server:
              prot: 80
              host: ${NO_SUCH_VARIABLE}
            sse:
              heartbeat: 15
              retry: 2s
              retry: 3s
            limits: {event-bytes: 1mib}
            topics:
              news/**x: {retention: {events: 5}}
              "news/**": {retention: {events: none}}
            sources:
              one: {type: tikker, topic: a}
              two:
                type: ticker
                topic: a//b
                symbol: [A]
              three: {type: ticker, topic: a, every: 0s}
              four: {topic: b}
              "fi/ve": {type: ticker, topic: a}
            heartbeat: 5s
            """);
        environment.put("CRIER_SHUTDOWN_GRACE", "soon");

        assertThat(problems(request(null, null, "99999")))
                .containsExactly(
                        "crier.yaml:2:3: server.prot: unknown key; did you mean 'port'? Known here: host, port,"
                                + " transport, tls, proxies",
                        "crier.yaml:3:9: server.host: the environment variable NO_SUCH_VARIABLE is not set; set it, or"
                                + " write ${NO_SUCH_VARIABLE:default}",
                        "crier.yaml:5:3: sse.heartbeat: the duration 15 has no unit; did you mean 15s or 15ms?",
                        "crier.yaml:7:3: sse.retry: this key stands already in line 6",
                        "crier.yaml:8:10: limits.event-bytes: the size '1mib' has no known unit; did you mean 1MiB?",
                        "crier.yaml:10:3: topics.'news/**x': the pattern 'news/**x' misplaces a wildcard: '*' stands"
                                + " for one whole segment, '**' only as the last one",
                        "crier.yaml:11:27: topics.'news/**'.retention.events: 'none' is no whole number",
                        "crier.yaml:13:9: sources.one.type: there is no source of type 'tikker'; did you mean 'ticker'?"
                                + " known types: feed, ticker",
                        "crier.yaml:16:5: sources.two.topic: the topic 'a//b' has an empty segment; write it without a"
                                + " leading, trailing or double '/'",
                        "crier.yaml:17:5: sources.two.symbol: unknown key; did you mean 'symbols'? Known here: topic,"
                                + " every, symbols",
                        "crier.yaml:18:35: sources.three.every: must be positive",
                        "crier.yaml:19:3: sources.four.type: is missing; expected a text",
                        "crier.yaml:20:3: sources.'fi/ve': a source's name is one segment of a topic, at most 64"
                                + " characters without '/'; 'fi/ve' isn't",
                        "crier.yaml:21:1: heartbeat: unknown key; did you mean 'sse.heartbeat'? Known here: dev,"
                                + " server, admin, sse, demo, cors, limits, auth, topic-defaults, topics, sources,"
                                + " plugins, log, state, shutdown",
                        "CRIER_SHUTDOWN_GRACE: shutdown.grace: 'soon' is no duration; expected a number with a unit"
                                + " such as 500ms, 15s, 5m, 1h or 7d",
                        "--port: server.port: must be 0 (any free one) to 65535, not 99999");
    }

    @Test
    void aProblemOfAKeyThatNobodyWroteNamesTheKeyAlone() {
        write("crier.yaml", "dev: false");
        environment.put("CRIER_LIMITS_EVENT_BYTES", "100MiB");

        assertThat(problems(ConfigRequest.NONE))
                .containsExactly("limits.pending-bytes: must be at least event-bytes, which are 100MiB, not 64MiB");
    }

    // ---- what is shown

    @Test
    void theEffectiveValuesAreAFileThatMeansTheSame() throws IOException {
        write("crier.yaml", """
            topics: {"news/**": {retention: {events: 5}}, "*/x": {retention: {age: 2h}}}
            sources:
              a: {type: ticker, topic: a/b, symbols: [A, "null", "1:30", "#x", "", "true", "a: b"]}
              b: {type: feed, topic: "${T:t}", url: "https://x.example/?q=%20#a"}
            cors: {origins: ["*"]}
            """);
        LoadedConfig first = load(ConfigRequest.NONE);
        write("crier.yaml", first.effective());
        Files.createDirectories(folder.resolve("plugins"));
        LoadedConfig second = load(ConfigRequest.NONE);

        assertThat(second.config().withSources(Map.of()))
                .isEqualTo(first.config().withSources(Map.of()));
        assertThat(second.effective().replaceAll(" +#.*", ""))
                .isEqualTo(first.effective().replaceAll(" +#.*", ""));
        assertThat(first.effective())
                .contains("    type: ticker")
                .containsPattern("(?m)^    every: 1s +# default$")
                .containsPattern("(?m)^      events: 5 +# crier.yaml:1$");
    }

    @Test
    void theEffectiveValuesDoNotShowPasswords() {
        write(
                "crier.yaml",
                "sources: {a: {type: feed, topic: t, url: \"https://me:hidden@x.example/\", password: hidden},"
                        + " b: {type: feed, topic: t, url: \"https://x.example/feed?key=hidden&n=1\"}}");

        assertThat(load(ConfigRequest.NONE).effective())
                .doesNotContain("hidden")
                .contains("https://***@x.example/", "password: \"***\"", "https://x.example/feed?***");
    }

    // ----

    /** The bundled file is about types that aren't here: here it is enough that it can be read. */
    private static SourceCatalog bundledTypes() {
        return catalog(Map.of("counter", Anything.class, "stocks", Anything.class, "rss", Anything.class));
    }

    record Anything(@dev.crier.core.settings.Remaining com.fasterxml.jackson.databind.node.ObjectNode keys) {}

    // ---- who may do what

    @Test
    void filesOfKeysAreRelativeToTheFileAndThoseOfVariablesToTheWorkingDirectory() {
        environment.put("CRIER_AUTH_TICKET_KEY", "t");
        environment.put("CRIER_AUTH_KEYS_B_FILE", "b");
        write("etc/crier.yaml", """
            auth:
              keys:
                a: {algorithm: ES256, file: keys/a.pem}
                b: {algorithm: HS256, file: keys/b}
              jwks: more.json
            """);

        AuthConfig auth = load(request("etc/crier.yaml", null, null)).config().auth();

        assertThat(auth.keys().get("a").file()).isEqualTo(folder.resolve("etc/keys/a.pem"));
        assertThat(auth.keys().get("b").file()).isEqualTo(folder.resolve("b"));
        assertThat(auth.jwksFile()).contains(folder.resolve("etc/more.json"));
        assertThat(auth.ticketKey()).contains(folder.resolve("t"));
        environment.put("CRIER_AUTH_JWKS", "https://id.example/keys");
        assertThat(load(request("etc/crier.yaml", null, null)).config().auth().jwksAddress())
                .contains("https://id.example/keys");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "auth: {subscribe: token} | auth.subscribe: needs a key that verifies tokens; configure 'keys' or"
                        + " 'jwks' beside it",
                "auth: {publish: token} | auth.publish: needs a key that verifies tokens",
                "auth: {publish: open} | auth: publish may be open only together with dev",
                "topics: {a: {publish: open}} | topics: publish may be open only together with dev",
                "topics: {a: {subscribe: token}} | topics: 'a' wants a token, but no key verifies any",
                "auth: {jwks: 'http://id.example/k'} | auth.jwks: must be a file, or an address that begins with"
                        + " https://",
                "auth: {keys: {a: {file: a}}} | auth.keys.a.algorithm: is missing",
                "auth: {keys: {a: {algorithm: none, file: a}}} | auth.keys.a.algorithm: 'none' is not one of ES256,"
                        + " ES384,",
                "auth: {keys: {a: {algorithm: es256, file: a}}} | did you mean ES256?",
                "auth: {algorithms: [ES256], keys: {a: {algorithm: HS256, file: a}}} | auth.algorithms: must have"
                        + " HS256",
                "auth: {leeway: 6m} | auth.leeway: ",
            })
    void whatCannotBeMeantOfIdentityIsRefused(String yaml, String problem) {
        write("crier.yaml", yaml);

        assertThat(problems(ConfigRequest.NONE)).singleElement().asString().contains(problem);
    }

    private LoadedConfig load(ConfigRequest request) {
        return load(request, TYPES);
    }

    private LoadedConfig load(ConfigRequest request, SourceCatalog types) {
        return new ConfigLoader(environment, folder, types).load(request);
    }

    private List<String> problems(ConfigRequest request) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(request));
        assertThat(refused).as("what loading throws").isNotNull();
        return refused.problems();
    }

    /** Types of sources of which only the settings matter here. */
    private static SourceCatalog catalog(Map<String, Class<? extends Record>> settings) {
        return SourceCatalog.of(settings.entrySet().stream()
                .map(type -> new SourceType(
                        type.getKey(), type.getValue(), "this test", ConfigLoaderTest.class.getClassLoader(), () -> {
                            throw new AssertionError("nothing is started here");
                        }))
                .toList());
    }

    private static ConfigRequest request(String file, String host, String port) {
        return new ConfigRequest(
                Optional.ofNullable(file),
                Optional.ofNullable(host),
                Optional.ofNullable(port),
                Optional.empty(),
                false,
                false);
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
