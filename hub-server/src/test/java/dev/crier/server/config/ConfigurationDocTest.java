package dev.crier.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.log.Fsync;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.SourceCatalog;
import dev.crier.server.Tools;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/configuration.md")
class ConfigurationDocTest {

    private static final Map<Type, String> VALUES = Map.ofEntries(
            Map.entry(boolean.class, "true or false"),
            Map.entry(int.class, "number"),
            Map.entry(Integer.class, "number"),
            Map.entry(String.class, "text"),
            Map.entry(Duration.class, "duration"),
            Map.entry(ByteSize.class, "size"),
            Map.entry(Path.class, "path"),
            Map.entry(SigningAlgorithm.class, "algorithm"),
            Map.entry(WebOrigin.class, "origin"),
            Map.entry(AddressRange.class, "range of addresses"),
            Map.entry(Fsync.class, "always or off or a duration"));

    /** What holds when keys that have no default are left out. */
    private static final Map<String, String> WITHOUT_DEFAULT = Map.of(
            "topics.<pattern>.retention.", "as in `topic-defaults`",
            "topics.<pattern>.subscribe", "as in `auth`",
            "topics.<pattern>.publish", "as in `auth`",
            "auth.publish", "`token`, with `dev` `open`",
            "log.type", "`redis` with a url, `disk` with a folder, else `memory`");

    /** A row of a table of keys: key, value, default, variable and flag. */
    private record Row(String key, String value, String byDefault, String variable) {}

    @TempDir
    Path folder;

    private String text;
    private List<Row> rows;

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(Tools.repository().resolve("docs/configuration.md"));
        rows = text.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length >= 5)
                .map(cells -> new Row(code(cells[1]), cells[2].strip(), cells[3].strip(), cells[4].strip()))
                .toList();
    }

    @Test
    @DisplayName("has every key of the code once, and no other")
    void keys() {
        assertThat(rows.stream().map(Row::key))
                .containsExactlyInAnyOrderElementsOf(
                        keysOfTheCode().stream().map(ConfigurationDocTest::name).toList());
    }

    @Test
    @DisplayName("says the type, the default, the variable and the flag that the code has")
    void rows() {
        Map<String, Row> byKey = rows.stream().collect(Collectors.toMap(Row::key, row -> row));
        for (ConfigKey key : keysOfTheCode()) {
            String variable = key.variable()
                    .or(() -> name(key).startsWith("topics.")
                            ? Optional.empty()
                            : Optional.of("CRIER_" + name(key).replace('.', '_').toUpperCase(Locale.ROOT)))
                    .map(name -> "`" + name + "`")
                    .orElse("none");
            String flag = new ConfigRequest(
                            Optional.empty(), Optional.of(""), Optional.of(""), Optional.of(""), true, false)
                    .flags().stream()
                            .filter(found -> found.path().equals(key.path()))
                            .map(found -> ", `" + found.name() + "`")
                            .collect(Collectors.joining());

            assertThat(byKey.get(name(key)))
                    .isEqualTo(new Row(name(key), value(key.type()), byDefault(key), variable + flag));
        }
    }

    @Test
    @DisplayName("has examples in YAML that can be used as they are")
    void examples() throws IOException {
        List<String> blocks = Arrays.stream(text.split("```yaml\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("```")))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(1);
        for (String block : blocks) {
            assertThat(load(block).config()).isNotNull();
        }
    }

    @Test
    @DisplayName("shows messages that are really given")
    void messages() throws IOException {
        Files.writeString(folder.resolve("crier.yaml"), "server:\n  prot: 1\n\nsse:\n  heartbeat: 15\n");
        try {
            loader().load(ConfigRequest.NONE);
        } catch (ConfigException e) {
            assertThat(e.problems())
                    .hasSize(2)
                    .allSatisfy(problem -> assertThat(text).contains(problem + "\n"));
            return;
        }
        throw new AssertionError("the example is good");
    }

    @Test
    @DisplayName("is complete where the bundled crier.yaml is: that has every key too")
    void bundled() {
        LocatedTree tree = new YamlFile("b", Origin.Kind.BUNDLED, new Substitution(Map.of()), new ConfigProblems())
                .read(ConfigFile.inJar().bytes());

        for (ConfigKey key : ConfigKey.all(LocatedTree.empty(), Map.of())) {
            assertThat(tree.origins()).as("keys of the bundled file").containsKey(key.path());
        }
    }

    @Test
    @DisplayName("is about a bundled crier.yaml that can be used as it is")
    void bundledIsGood() {
        LoadedConfig loaded = loader().load(ConfigRequest.NONE);

        assertThat(loaded.config().sources()).containsKeys("counter", "market", "news");
        assertThat(loaded.warnings()).isEmpty();
    }

    private LoadedConfig load(String yaml) throws IOException {
        Files.writeString(folder.resolve("crier.yaml"), yaml, StandardCharsets.UTF_8);
        return loader().load(ConfigRequest.NONE);
    }

    private ConfigLoader loader() {
        return new ConfigLoader(Map.of(), folder, SourceCatalog.builtIn());
    }

    /** The keys of a configuration with one pattern and one source. */
    private static List<ConfigKey> keysOfTheCode() {
        LocatedTree tree = LocatedTree.empty();
        tree.root().putObject("topics").putObject("<pattern>");
        tree.root().putObject("sources").putObject("<name>");
        tree.root().putObject("auth").putObject("keys").putObject("<kid>");
        return ConfigKey.all(tree, Map.of());
    }

    private static String name(ConfigKey key) {
        return String.join(".", key.path());
    }

    private static String value(Type type) {
        if (type instanceof ParameterizedType generic) {
            String inner = value(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == List.class
                    ? "list of " + (inner.startsWith("range") ? inner.replace("range", "ranges") : inner + "s")
                    : inner;
        } else if (type instanceof Class<?> constants && constants.isEnum()) {
            return Arrays.stream(constants.getEnumConstants())
                    .map(Settings::text)
                    .collect(Collectors.joining(" or "))
                    .toLowerCase(Locale.ROOT);
        }
        return VALUES.get(type);
    }

    private static String byDefault(ConfigKey key) {
        if (key.required()) {
            return "required";
        } else if (key.list() && key.byDefault().isEmpty()) {
            return "`[]`";
        }
        return key.byDefault()
                .map(ConfigurationDocTest::shown)
                .orElseGet(() -> WITHOUT_DEFAULT.entrySet().stream()
                        .filter(entry -> name(key).startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("none"));
    }

    private static String shown(JsonNode value) {
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", ", "`[", "]`"))
                : "`" + value.asText() + "`";
    }

    private static String code(String cell) {
        return cell.strip().replaceAll("^`|`$", "");
    }
}
