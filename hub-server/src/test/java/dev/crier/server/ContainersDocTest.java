package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/containers.md")
class ContainersDocTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(CRIER_\\w+)` \\| (?:`(.+?)`)? ?\\|");

    @Test
    @DisplayName("has each variable of docker-compose.yml with its default, and no other")
    void variables() throws IOException {
        assertThat(found(ROW, "docs/containers.md"))
                .isEqualTo(found(VARIABLE, "docker-compose.yml"))
                .isNotEmpty();
    }

    /** The first group of all matches in a file, with the second. */
    private static Map<String, String> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Tools.repository().resolve(file)))
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1), match -> match.group(2) == null ? "" : match.group(2)));
    }
}
