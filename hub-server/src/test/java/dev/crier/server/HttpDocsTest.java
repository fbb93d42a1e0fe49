package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.PublishException;
import dev.crier.core.engine.Gap;
import dev.crier.core.source.SourceStatus;
import dev.crier.demo.web.DemoPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/http.md} says what the code does: all of it, and nothing else. */
class HttpDocsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String DOCS = read(ROOT.resolve("docs/http.md"));
    private static final String SOURCES = sources();

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("hub-server/src/main/java/dev/crier/server"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(HttpDocsTest::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_example_answers_what_stands_there() {
        try (TestHub hub = TestHub.start()) {
            for (DocumentedCall call : DocumentedCall.in(DOCS)) {
                assertThat(call.run(hub)).as(call.command()).isEqualTo(call.expected());
            }
        }
    }

    @Test
    void every_route_is_documented_and_every_documented_route_is_there() {
        Set<String> documented = all("(?m)^### `((?:GET|POST) /\\S*)`$", DOCS);
        Set<String> routes =
                new TreeSet<>(Set.of("GET /events", "POST /events", "GET /events/{filter}", "POST /events/{topic}"));
        try (TestHub hub = TestHub.start()) {
            hub.server().resources().forEach((path, resource) -> {
                String method = resource.allow().startsWith("POST") ? "POST" : "GET";
                boolean file = path.startsWith("/demo/") && DemoPage.resources().containsKey(path);
                routes.add(method + " "
                        + (file
                                ? "/demo/{file}"
                                : path.replace("/topics/*", "/topics/{topic}").replace("/*", "/{filter}")));
            });
        }
        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void every_status_is_in_the_table() {
        Set<String> used = all("(?:Problem\\.of|ProblemException)\\(\\s*(4\\d\\d|5\\d\\d)\\b", SOURCES);
        used.addAll(all("refuse\\(context, (4\\d\\d)", SOURCES));
        for (PublishException.Reason reason : PublishException.Reason.values()) {
            used.add(Integer.toString(reason.status()));
        }
        used.add("503"); // Problem.unavailable
        assertThat(all("(?m)^\\| (\\d{3}) \\|", DOCS)).isEqualTo(used);
    }

    @Test
    void every_parameter_is_documented() {
        Set<String> used = all("target\\.(?:one|all|number)\\(\"(\\w+)\"", SOURCES);
        used.add("lab");
        assertThat(all("(?m)^\\| `(\\w+)` \\|", DOCS)).containsAll(used);
        assertThat(used).contains("topic", "format", "lastEventId", "replay", "after", "limit", "type", "key");
    }

    @Test
    void every_header_that_is_read_is_documented() {
        Set<String> read =
                all("(?:getHeader|headers\\(\\)\\.getAll|headers\\(\\)\\.contains)\\(\"([\\w-]+)\"", SOURCES);
        read.removeAll(Set.of("Host", "Content-Length", "Transfer-Encoding", "Access-Control-Request-Method"));
        List<String> missing = new ArrayList<>();
        for (String header : read) {
            if (!DOCS.contains("`" + header)) {
                missing.add(header);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(read).contains("Last-Event-ID", "Idempotency-Key", "Accept", "Origin");
    }

    @Test
    void every_reason_of_a_gap_and_every_state_of_a_source_is_documented() {
        for (Gap.Reason reason : Gap.Reason.values()) {
            assertThat(DOCS).contains("| `" + reason.wire() + "` |");
        }
        for (SourceStatus.State state : SourceStatus.State.values()) {
            assertThat(DOCS).contains("`" + state + "`");
        }
        for (String member : all(
                "put\\(\"(\\w+)\"", read(ROOT.resolve("hub-server/src/main/java/dev/crier/server/HubSources.java")))) {
            assertThat(DOCS).contains("`" + member + "`");
        }
    }

    @Test
    void every_control_event_is_documented() {
        String formats = read(ROOT.resolve("hub-core/src/main/java/dev/crier/core/engine/WireFormat.java"))
                + read(ROOT.resolve("hub-core/src/main/java/dev/crier/core/engine/Gap.java"));
        for (String event : all("\"(hub\\.\\w+)\"", formats)) {
            assertThat(DOCS).contains("`event: " + event + "`");
        }
        Set<String> controls = Pattern.compile("control\\\\?\"[:,] ?\\\\?\"(\\w+)")
                .matcher(formats)
                .results()
                .map(MatchResult::group)
                .map(text -> text.replaceAll(".*\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(controls).contains("checkpoint", "gap", "heartbeat", "retry");
        for (String control : controls) {
            assertThat(DOCS).contains("{\"control\":\"" + control + "\"");
        }
    }
}
