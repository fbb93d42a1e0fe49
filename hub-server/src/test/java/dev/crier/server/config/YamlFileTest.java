package dev.crier.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.reader.StreamReader;

class YamlFileTest {

    private final ConfigProblems problems = new ConfigProblems();

    @Test
    void textsThatOnlyLookLikeOtherTypesStayTexts() {
        assertThat(read("[NO, on, 1:30, 007, 1.10, 0x1f, 1e3, 2026-01-01, 8080, -5, 1.5, true, '8080', ~, '']"))
                .isEqualTo("[\"NO\",\"on\",\"1:30\",\"007\",\"1.10\",\"0x1f\",\"1e3\",\"2026-01-01\",8080,-5,1.5,true,"
                        + "\"8080\",null,\"\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\n\\tb: 2 | f.yaml:2:1: this is no YAML: a tab stands here; indent with spaces",
                "a: [1, 2 | f.yaml:1:9: this is no YAML: while parsing a flow sequence, expected ',' or ']', but got"
                        + " <stream end>",
                "a:\\n  **: 1 | f.yaml:2:4: this is no YAML: while scanning an alias, unexpected character found *(42);"
                        + " a pattern that begins with * is quoted, such as \"*/demo\"",
                "- 1 | f.yaml:1:1: expected keys such as 'server:' at the top",
                "just text | f.yaml:1:1: expected keys such as 'server:' at the top",
                "a: 1\\n---\\nb: 2 | f.yaml:2:1: this is no YAML: expected a single document in the stream, but found"
                        + " another document",
                "a: 1\\nb: !!java.net.URL x | f.yaml:2:4: this is no YAML: Global tag is not allowed:"
                        + " tag:yaml.org,2002:java.net.URL",
                "a: 1\\nb: !local x | f.yaml:2:4: b: tags such as !local are not supported",
                "a: {b: ${X}} | f.yaml:1:9: this is no YAML: while parsing a flow mapping, expected ',' or '}', but got {;"
                        + " within { } or [ ] a variable is quoted, such as \"${PORT}\"",
                "a: &x 1\\nb: {<<: {c: 1}} | f.yaml:2:5: b: '<<' is not supported; write the keys out",
                "? [a]\\n: 1 | f.yaml:1:3: a key is a text, not a list or another object",
                "a: 1\\nb: x\\u0000y | f.yaml:2:5: the character U+0000 can't stand in a YAML file",
                "a:\\n  b: ${X | f.yaml:2:6: a.b: '${' begins a variable such as ${PORT} or ${PORT:8080}; write $${ for"
                        + " the characters themselves",
                "a: 1\\nb: 2\\na: 3 | f.yaml:3:1: a: this key stands already in line 1",
            })
    void whatCanNotBeReadIsNamedWithItsLine(String yaml, String problem) {
        String text = yaml.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0000", "\0");
        new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), problems)
                .read(text.getBytes(StandardCharsets.UTF_8));

        assertThat(found()).containsExactly(problem);
    }

    @Test
    void whatIsNotUtf8IsNamedWithItsLine() {
        new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), problems)
                .read("a: 1\nb: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(found()).containsExactly("f.yaml:2:4: the file is not UTF-8 here");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() {
        LocatedTree tree = new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), problems)
                .read("\ufeffa: 1".getBytes(StandardCharsets.UTF_8));

        assertThat(tree.root()).hasToString("{\"a\":1}");
    }

    @Test
    void anAliasIsTheValueThatItNames() {
        assertThat(read("[&a {x: 1}, *a]")).isEqualTo("[{\"x\":1},{\"x\":1}]");
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aliasesCanNotBlowUpAFewBytesToMany() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 8; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(9, alias)) + "]\n");
        }
        StringBuilder scalars = new StringBuilder("a: &a x\nb: [");
        scalars.append("*a, ".repeat(30_000)).append("*a]");

        assertThat(problemsOf(bomb.toString())).hasSize(1);
        assertThat(problemsOf(scalars.toString()))
                .containsExactly("f.yaml:1:4: the file has more than 20000 values, those of aliases included");
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        assertThat(problemsOf("a: &a [*a]")).hasSize(1);
        assertThat(problemsOf("a: &a {b: *a}")).hasSize(1);
    }

    @Test
    void depthAndSizeAreBounded() {
        assertThat(problemsOf("a: " + "[".repeat(5_000))).hasSize(1);
        assertThat(problemsOf("a: " + "x".repeat(2 << 20)))
                .containsExactly("f.yaml:1:1: the file is bigger than 1 MiB");
    }

    @Property
    void noFileWhateverItHoldsBreaksTheReader(@ForAll @StringLength(max = 200) String text) {
        ConfigProblems found = new ConfigProblems();
        LocatedTree tree = new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), found)
                .read(text.getBytes(StandardCharsets.UTF_8));

        assertThat(tree.root()).isNotNull();
    }

    @Property
    void aTextThatWasWrittenIsReadBack(@ForAll @StringLength(max = 40) String text) {
        if (text.codePoints().allMatch(c -> StreamReader.isPrintable(c))) {
            LocatedTree tree = new YamlFile(
                            "f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), new ConfigProblems())
                    .read(("a: " + YamlScalars.write(text)).getBytes(StandardCharsets.UTF_8));

            assertThat(tree.root().path("a").asText()).isEqualTo(text);
        }
    }

    private String read(String value) {
        return new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), problems)
                .read(("a: " + value).getBytes(StandardCharsets.UTF_8))
                .root()
                .path("a")
                .toString();
    }

    private static List<String> problemsOf(String yaml) {
        ConfigProblems found = new ConfigProblems();
        new YamlFile("f.yaml", Origin.Kind.FILE, new Substitution(Map.of()), found)
                .read(yaml.getBytes(StandardCharsets.UTF_8));
        return catchThrowableOfType(ConfigException.class, found::throwIfAny).problems();
    }

    private List<String> found() {
        return catchThrowableOfType(ConfigException.class, problems::throwIfAny).problems();
    }
}
