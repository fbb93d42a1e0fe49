package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/containers.md")
class ContainersDocTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(CRIER_\\w+)}");
    private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{(CRIER_\\w+):-([^}]*)}");
    private static final Pattern DEFAULT = Pattern.compile("(?m)^(CRIER_\\w+)=(.*)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(CRIER_\\w+)` \\| (?:`(.+?)`)? ?\\|");

    @Test
    @DisplayName("has each variable of docker-compose.yml with its default, and no other")
    void variables() throws IOException {
        Map<String, String> variables = new HashMap<>(found(WITH_DEFAULT, "docker-compose.yml"));
        variables.putAll(found(DEFAULT, ".env"));
        assertThat(found(ROW, "docs/containers.md")).isEqualTo(variables).isNotEmpty();
    }

    @Test
    @DisplayName("can rely on .env for what docker-compose.yml has no default for, which is all that stands there")
    void defaults() throws IOException {
        assertThat(found(DEFAULT, ".env").keySet())
                .isEqualTo(found(VARIABLE, "docker-compose.yml").keySet());
    }

    /** The first group of all matches in a file, with the second. */
    private static Map<String, String> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Tools.repository().resolve(file)))
                .results()
                .collect(Collectors.toMap(
                        match -> match.group(1),
                        match -> match.groupCount() < 2 || match.group(2) == null ? "" : match.group(2),
                        (one, same) -> one));
    }
}
