package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules that the documentation of an interface numbers are those that its contract tests. */
class RuleNumbersTest {

    private static final Path SPI = Path.of("..", "hub-core", "src", "main", "java", "dev", "crier", "core", "spi");
    private static final Pattern TEST = Pattern.compile("rule(\\d+)_\\w+");

    @Test
    void every_rule_of_a_log_has_a_test() throws IOException {
        assertThat(tested(EventLogContract.class)).isEqualTo(documented("EventLog"));
    }

    @Test
    void every_rule_of_a_source_has_a_test_and_somebody_who_breaks_it() throws IOException {
        assertThat(tested(EventSourceContract.class)).isEqualTo(documented("EventSource"));
        Set<Integer> broken =
                Arrays.stream(BrokenSource.values()).map(BrokenSource::rule).collect(Collectors.toSet());
        assertThat(broken).isEqualTo(documented("EventSource"));
    }

    private static Set<Integer> tested(Class<?> contract) {
        return Arrays.stream(contract.getMethods())
                .map(method -> TEST.matcher(method.getName()))
                .filter(Matcher::matches)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> documented(String name) throws IOException {
        String source = Files.readString(SPI.resolve(name + ".java"));
        String documentation = source.substring(0, source.indexOf("public interface"));
        int rules =
                (int) Pattern.compile("<li>").matcher(documentation).results().count();
        return IntStream.rangeClosed(1, rules).boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
