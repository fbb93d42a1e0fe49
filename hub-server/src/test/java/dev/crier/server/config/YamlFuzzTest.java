package dev.crier.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in crier.yaml: it is a configuration, or its problems are named, each in one line. */
class YamlFuzzTest {

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Stream.of(ConfigFile.inJar().bytes()),
                Stream.of(
                                "server: {host: 127.0.0.1, port: 8080}\nsse: {heartbeat: 15s}\n",
                                "limits:\n  event-bytes: 1MiB\n  topics: 99999999999999999999\n",
                                "topics:\n  \"a/**\": &x {retention: {events: 5, age: 1h}}\n  b: *x\n",
                                "cors: {origins: [\"https://a.example\", \"*\", \"https://[::1]:1\"], credentials: true}\n",
                                "server: {port: \"${PORT:80}\", host: \"$${x}\"}\n",
                                "a: &a [*a]\nb: !!binary aGVsbG8=\n? {c: d}\n: e\n<<: {f: g}\n",
                                "P: &\nb: c\n",
                                "--- # x\n%YAML 1.1\n...\n\"\\u0000\\ud800\": |\n  text\n > x\n",
                                "admin: {host: 0.0.0.0, token-file: \"\\0\"}\nshutdown: {grace: -5s}\n")
                        .map(text -> text.getBytes(UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    void a_file_is_a_configuration_or_its_problems_are_named(byte[] bytes) {
        ConfigProblems problems = new ConfigProblems();
        Substitution variables = new Substitution(Map.of("PORT", "8081", "NAME", "a: [b"));
        LocatedTree tree = new YamlFile("f.yaml", Origin.Kind.FILE, variables, problems).read(bytes);
        try {
            Settings.bind(tree.root(), HubConfig.class);
        } catch (SettingsException refused) {
            problems.add(refused, List.of(), tree.origins());
        }
        try {
            problems.throwIfAny();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).isNotBlank().doesNotContainPattern("\\p{Cc}"));
        }
        assertThat(tree.origins().keySet())
                .allSatisfy(path -> assertThat(Settings.path(path)).doesNotContain("\n"));
    }
}
