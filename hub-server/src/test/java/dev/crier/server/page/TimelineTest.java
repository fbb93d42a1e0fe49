package dev.crier.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.NeedsChromium;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@code timeline.js}. */
@NeedsChromium
@DisplayName("The page's timeline")
class TimelineTest {

    private static final long HOUR = 3_600_000;

    private static PageModules page;

    @BeforeAll
    static void open() throws IOException {
        page = PageModules.open();
    }

    @AfterAll
    static void close() {
        page.close();
    }

    @Test
    @DisplayName("tells a first visit's history from what is live, and never takes more for history than was asked for")
    void tellsHistoryFromLive() {
        assertThat(timeline("connecting(0)", "opened(50, true)", "event(60, 20)", "event(60, 40)", "event(70, 65)"))
                .containsExactly("connecting 0", "replayed 2", "live 1");
        String[] aheadByAnHour = IntStream.range(0, 70)
                .mapToObj(i -> "event(" + (HOUR + 60 + i) + ", " + (60 + i) + ")")
                .toArray(String[]::new);
        assertThat(timeline(concat(new String[] {"opened(" + HOUR + ", true)"}, aheadByAnHour)))
                .containsExactly("replayed 60", "live 10");
    }

    @Test
    @DisplayName("tells live, cut, replayed, live")
    void tellsACut() {
        assertThat(timeline(
                        "opened(0, true)",
                        "event(1005, 1000)",
                        "cut(2000)",
                        "opened(4000, false)",
                        "event(4010, 1800)",
                        "event(4010, 3900)",
                        "event(4510, 4500)",
                        "event(4520, 3000)"))
                .containsExactly("live 1", "cut 0", "replayed 2", "live 2");
    }

    @Test
    @DisplayName("tells what is replayed although the browser's clock is an hour off")
    void toleratesClocks() {
        for (long ahead : new long[] {HOUR, -HOUR}) {
            assertThat(timeline(
                            "opened(" + ahead + ", true)",
                            "event(" + (ahead + 1005) + ", 1000)",
                            "cut(" + (ahead + 2000) + ")",
                            "opened(" + (ahead + 4000) + ", false)",
                            "event(" + (ahead + 4010) + ", 1800)",
                            "event(" + (ahead + 4020) + ", 4015)"))
                    .endsWith("cut 0", "replayed 1", "live 1");
        }
    }

    @Test
    @DisplayName("marks gaps and wishes between the phases, and goes on after them")
    void marksGaps() {
        assertThat(timeline(
                        "opened(0, false)",
                        "event(10, 5)",
                        "asked(1000, 'gap')",
                        "gap(4000, {reason: 'overrun', topics: ['a'], more: 2})",
                        "event(4100, 4050)"))
                .containsExactly("live 1", "asked gap", "live 0", "gap overrun 3", "live 1");
    }

    @Test
    @DisplayName("tells each phase of being down once, however many attempts fail")
    void tellsDownOnce() {
        assertThat(timeline("opened(0, false)", "event(5, 4)", "cut(9)", "cut(20)", "ended(30)", "stopped(50)"))
                .containsExactly("live 1", "cut 0", "ended 0", "stopped 0");
    }

    @Test
    @DisplayName("keeps the newest 40 lines")
    void isBounded() {
        String[] cuts = IntStream.range(0, 100)
                .mapToObj(i -> (i % 2 == 0 ? "cut(" : "stopped(") + i * 1000 + ")")
                .toArray(String[]::new);
        assertThat(timeline(cuts)).hasSize(40).endsWith("cut 0", "stopped 0");
    }

    @Test
    @DisplayName("has no line for a live phase that ended before it held anything")
    void leavesOutWhatNeverWas() {
        assertThat(timeline(
                        "cut(0)",
                        "opened(2000, false)",
                        "gap(2001, {reason: 'restarted', topics: [], more: 0})",
                        "event(2002, 1000)"))
                .containsExactly("cut 0", "gap restarted 0", "replayed 1");
    }

    /** Calls a timeline's methods and tells its entries, the oldest first. */
    private static List<String> timeline(String... calls) {
        return page.run("""
                const {Timeline} = await import('/demo/timeline.js');
                const timeline = new Timeline();
                %s
                return timeline.entries.map(({kind, events, detail}) =>
                  kind === 'gap' ? `gap ${detail.reason} ${detail.count}`
                    : kind === 'asked' ? `asked ${detail.what}` : `${kind} ${events}`)""".formatted("timeline." + String.join("; timeline.", calls) + ";"));
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
