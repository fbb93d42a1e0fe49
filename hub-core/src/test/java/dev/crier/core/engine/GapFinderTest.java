package dev.crier.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a page says to be lost, judged by the window. */
class GapFinderTest {

    private static final Topic A = Topic.of("a");
    private static final Topic B = Topic.of("b");
    private static final Lineage LINEAGE = Lineage.of("e", 0);

    private final Map<Topic, Long> heads = new HashMap<>();
    private Window window = openWindow(1 << 20);
    private GapFinder gaps = new GapFinder(window, LINEAGE);

    private static Window openWindow(long bytes) {
        Window window = new Window(bytes);
        window.open(LINEAGE);
        return window;
    }

    /** A window that holds just about the newest few of what is appended. */
    private void smallWindow() {
        window = openWindow(2_000);
        gaps = new GapFinder(window, LINEAGE);
    }

    private LogRecord record(Topic topic, long position) {
        long prev = heads.getOrDefault(topic, 0L);
        heads.put(topic, position);
        return new LogRecord(position, prev, Event.of(EventDraft.of(topic, "x"), Instant.EPOCH));
    }

    private void append(Topic topic, long... positions) {
        for (long position : positions) {
            window.append(record(topic, position), 0);
        }
    }

    private static Page page(Map<Topic, Long> newestEvicted, LogRecord... records) {
        return new Page(List.of(records), 1_000, newestEvicted, 0, false);
    }

    private GapFinder.Lost judge(Page page, long after) {
        return gaps.judge(page, after).orElseThrow();
    }

    @Test
    void what_is_evicted_and_below_the_window_is_lost() {
        smallWindow();
        append(A, 1, 2, 3);
        append(B, 4, 5, 6, 7, 8, 9, 10);
        assertThat(window.bounds().floorPosition()).isGreaterThan(3);
        assertThat(judge(page(Map.of(A, 2L)), 0).topics()).containsExactly(A);
    }

    @Test
    void what_is_evicted_but_still_in_the_window_is_not_lost() {
        append(A, 1, 2, 3);
        append(B, 4);
        assertThat(judge(page(Map.of(A, 3L)), 0).nothing()).isTrue();
    }

    @Test
    void the_first_event_in_the_window_tells_by_its_prev_what_is_lost_before_it() {
        smallWindow();
        append(A, 1, 2);
        append(B, 3, 4, 5, 6, 7, 8);
        append(A, 9);
        assertThat(window.bounds().floorPosition()).isBetween(2L, 8L);
        assertThat(judge(page(Map.of(A, 9L)), 1).topics()).as("2 is lost").containsExactly(A);
        gaps = new GapFinder(window, LINEAGE);
        assertThat(judge(page(Map.of(A, 9L)), 2).nothing())
                .as("all after 2 is in the window")
                .isTrue();
    }

    @Test
    void a_prev_that_was_not_sent_is_no_gap_while_the_log_has_it() {
        smallWindow();
        append(A, 1, 2);
        append(B, 3, 4, 5, 6, 7, 8);
        append(A, 9);
        assertThat(judge(page(Map.of(), record(A, 10)), 1).nothing()).isTrue();
    }

    @Test
    void a_topic_of_which_no_page_shows_a_record_is_lost_all_the_same() {
        smallWindow();
        append(A, 1, 2, 3);
        append(B, 4, 5, 6, 7, 8, 9, 10);
        assertThat(judge(page(Map.of(A, 3L), record(B, 11)), 0).topics()).containsExactly(A);
    }

    @Test
    void a_topic_is_announced_again_only_when_more_of_it_was_lost() {
        smallWindow();
        append(A, 1, 2, 3, 4, 5);
        append(B, 6, 7, 8, 9, 10, 11, 12);
        assertThat(judge(page(Map.of(A, 3L)), 0).topics()).containsExactly(A);
        assertThat(judge(page(Map.of(A, 3L)), 0).nothing()).isTrue();
        assertThat(judge(page(Map.of(A, 3L, B, 6L)), 2).topics()).containsExactly(B);
        assertThat(judge(page(Map.of(A, 5L, B, 6L)), 3).topics()).containsExactly(A);
    }

    @Test
    void what_was_in_the_window_at_one_page_and_is_lost_at_the_next_is_announced_then() {
        smallWindow();
        append(A, 1, 2);
        assertThat(judge(page(Map.of(A, 2L)), 0).nothing()).isTrue();
        append(B, 3, 4, 5, 6, 7, 8, 9);
        assertThat(window.bounds().floorPosition()).isGreaterThan(2);
        assertThat(judge(page(Map.of(A, 2L)), 0).topics()).containsExactly(A);
    }

    @Test
    void a_page_counts_although_the_window_has_moved_since_it_was_asked_for() {
        smallWindow();
        append(A, 1, 2, 3);
        append(B, 4, 5, 6);
        long floorWhenAsked = window.bounds().floorPosition();
        append(A, 7, 8, 9, 10, 11);
        assertThat(window.bounds().floorPosition()).isGreaterThan(floorWhenAsked);
        assertThat(gaps.judge(page(Map.of(A, 10L)), 0).orElseThrow().topics()).containsExactly(A);
    }

    @Test
    void what_was_forgotten_is_announced_once_for_each_time_that_more_of_it_was() {
        assertThat(judge(new Page(List.of(), 9, Map.of(), 5, false), 0).forgotten())
                .isTrue();
        assertThat(judge(new Page(List.of(), 9, Map.of(), 5, false), 1).forgotten())
                .isFalse();
        assertThat(judge(new Page(List.of(), 9, Map.of(), 7, false), 1).forgotten())
                .isTrue();
    }

    @Test
    void a_page_of_another_lineage_is_not_judged() {
        window.begin(Lineage.of("f", 0));
        assertThat(gaps.judge(page(Map.of(A, 3L)), 0)).isEmpty();
    }
}
