package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A promise of docs/security.md names the test that keeps it; so that test is there. */
class SecurityDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("(?<![*\\w])[A-Z][a-z]\\w*(Test|IT)\\b");

    @Test
    void each_test_that_is_named_exists() throws Exception {
        Set<String> named = TEST.matcher(Files.readString(ROOT.resolve("docs/security.md")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<String> existing = files.filter(file -> file.toString().contains("src/test/java"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            assertThat(named).isNotEmpty();
            assertThat(existing).containsAll(named);
        }
    }

    @Test
    void each_fuzz_test_is_named() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/security.md"));
        try (Stream<Path> files = Files.walk(ROOT)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("FuzzTest.java")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name.replace(".java", "") + "`"));
        }
    }
}
