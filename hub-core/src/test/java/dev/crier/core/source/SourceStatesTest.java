package dev.crier.core.source;

import static dev.crier.core.source.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SourceStatesTest {

    private enum Kind {
        MEMORY,
        FOLDER
    }

    @TempDir
    private Path folder;

    private SourceStates states(Kind kind) {
        return kind == Kind.MEMORY ? SourceStates.inMemory() : SourceStates.inFolder(folder.resolve("state"));
    }

    @ParameterizedTest
    @EnumSource
    void what_was_put_is_what_one_gets_and_an_empty_value_removes_its_key(Kind kind) throws Exception {
        SourceState state = states(kind).of("news");
        assertThat(await(state.get("etag"))).isEmpty();
        await(state.put(Map.of("etag", "\"a\"", "cursor", "17")));
        assertThat(await(state.get("etag"))).contains("\"a\"");

        await(state.put("etag", ""));
        assertThat(await(state.get("etag"))).isEmpty();
        assertThat(await(state.get("cursor"))).contains("17");
    }

    @ParameterizedTest
    @EnumSource
    void sources_do_not_see_each_others_state(Kind kind) throws Exception {
        SourceStates states = states(kind);
        await(states.of("news").put("cursor", "17"));

        assertThat(await(states.of("News").get("cursor"))).isEmpty();
        assertThat(await(states.of("news").get("cursor"))).contains("17");
    }

    @Test
    void a_state_that_can_not_be_written_names_its_file_and_the_key_that_moves_it() throws Exception {
        Files.writeString(folder.resolve("state"), "a file where the folder should be");

        assertThatThrownBy(() -> await(states(Kind.FOLDER).of("news").put("cursor", "17")))
                .hasMessageContainingAll(folder.resolve("state/news.json").toString(), "'state.folder'");
    }

    @ParameterizedTest
    @EnumSource
    void more_than_a_mebibyte_in_all_is_refused_and_changes_nothing(Kind kind) throws Exception {
        SourceState state = states(kind).of("news");
        await(state.put("a", "x".repeat(600_000)));

        assertThatThrownBy(() -> await(state.put(Map.of("b", "ü".repeat(300_000), "c", "new"))))
                .hasMessageContaining("at most 1048576");
        assertThat(await(state.get("b"))).isEmpty();
        assertThat(await(state.get("c"))).isEmpty();
        await(state.put("a", ""));
        await(state.put("b", "ü".repeat(300_000)));
    }

    @ParameterizedTest
    @EnumSource
    void puts_are_applied_in_the_order_of_the_calls_and_seen_at_once(Kind kind) throws Exception {
        SourceState state = states(kind).of("news");
        List<Future<Void>> puts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            puts.add(state.put("cursor", String.valueOf(i)));
            if (i % 100 == 0) {
                assertThat(await(state.get("cursor"))).contains(String.valueOf(i));
            }
        }
        await(Future.all(puts));
        assertThat(await(state.get("cursor"))).contains("999");
    }

    @Test
    void a_state_in_a_folder_survives_the_process() throws Exception {
        await(states(Kind.FOLDER).of("news").put(Map.of("etag", "\"ü\n\"", "cursor", "17")));

        SourceState later = states(Kind.FOLDER).of("news");
        assertThat(await(later.get("etag"))).contains("\"ü\n\"");
        assertThat(await(later.get("cursor"))).contains("17");
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(files).extracting(file -> file.getFileName().toString()).containsExactly("news.json");
        }
    }

    @Test
    void a_put_waits_for_the_disk_and_many_puts_share_a_write() throws Exception {
        SourceState state = states(Kind.FOLDER).of("news");
        Future<Void> last = Future.succeededFuture();
        for (int i = 0; i < 10_000; i++) {
            last = state.put("cursor", String.valueOf(i));
        }
        await(last);
        assertThat(folder.resolve("state/news.json")).content().contains("9999");
    }

    @Test
    void a_corrupt_file_is_set_aside_loudly_and_the_source_starts_without_state() throws Exception {
        Path file = Files.createDirectories(folder.resolve("state")).resolve("news.json");
        for (String corrupt : List.of("{\"cursor\": \"1", "", "null", "[]", "{\"cursor\": {}}", "{\"cursor\": null}")) {
            Files.writeString(file, corrupt);
            try (CapturedLog log = CapturedLog.of(StateFile.class.getName())) {
                SourceState state = states(Kind.FOLDER).of("news");
                assertThat(await(state.get("cursor"))).as(corrupt).isEmpty();
                assertThat(log.errors()).singleElement().asString().contains("news.json", "corrupt", "set aside");
                assertThat(folder.resolve("state/news.json.corrupt")).hasContent(corrupt);
                await(state.put("cursor", "2"));
                assertThat(file).content().contains("\"2\"");
            }
        }
    }

    @Test
    void a_file_that_was_half_written_when_the_power_went_is_never_read() throws Exception {
        await(states(Kind.FOLDER).of("news").put("cursor", "17"));
        Files.writeString(folder.resolve("state/news.json.new"), "{\"cursor\": \"18");

        SourceState state = states(Kind.FOLDER).of("news");
        assertThat(await(state.get("cursor"))).contains("17");
        await(state.put("cursor", "19"));
        assertThat(await(states(Kind.FOLDER).of("news").get("cursor"))).contains("19");
    }

    @Test
    void a_folder_that_cannot_be_written_fails_the_put_and_a_later_one_is_tried_again() throws Exception {
        Path blocked = folder.resolve("state");
        Files.writeString(blocked, "a file where the folder should be");
        SourceState state = states(Kind.FOLDER).of("news");
        assertThatThrownBy(() -> await(state.put("cursor", "1"))).hasStackTraceContaining("state");

        Files.delete(blocked);
        await(state.put("etag", "x"));
        assertThat(await(states(Kind.FOLDER).of("news").get("etag"))).contains("x");
    }

    @ParameterizedTest
    @CsvSource({"news, news.json", "News, %4Eews.json", "a.b~c:d@e, a%2Eb%7Ec%3Ad%40e.json", "..., %2E%2E%2E.json"})
    void a_name_becomes_a_file_name_that_is_safe_everywhere(String source, String file) {
        assertThat(SourceStateFolder.fileName(source)).isEqualTo(file);
    }
}
