package dev.crier.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.NeedsChromium;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@code sequence.js}. */
@NeedsChromium
@DisplayName("The page's account of the counter")
class CounterAccountTest {

    private static final String EXPIRED = "{\"reason\": \"expired\", \"topics\": [\"counter\"], \"more\": 0}";

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
    @DisplayName("counts from the first number on: what came before a visitor is not missing")
    void joinsInTheMiddle() {
        assertThat(counts("event #40", "event #41", "event #42")).isEqualTo("3 received");
    }

    @Test
    @DisplayName("finds what is missing and what comes twice")
    void findsMissingAndDuplicates() {
        assertThat(counts("event #1", "event #2", "event #5", "event #5", "event #6"))
                .isEqualTo("4 received, 2 missing, 1 duplicate");
    }

    @Test
    @DisplayName("misses the numbers from 0 on after a start that it saw")
    void missesTheFirstAfterAStart() {
        assertThat(counts("stream started", "event #2")).isEqualTo("1 received, 2 missing");
    }

    @Test
    @DisplayName("starts again when the source says that it started")
    void startsAgain() {
        assertThat(counts("event #7", "event #9", "event #9", "stream started", "event #0", "event #1"))
                .isEqualTo("2 received");
    }

    @Test
    @DisplayName("takes a late number out of what is missing")
    void fillsLateNumbers() {
        assertThat(counts("event #1", "event #5", "event #3", "event #3"))
                .isEqualTo("3 received, 2 missing, 1 duplicate");
    }

    @Test
    @DisplayName("counts what an announced gap took apart from what is missing")
    void countsAnnounced() {
        assertThat(counts("event #1", EXPIRED, "event #5", "event #7")).isEqualTo("3 received, 1 missing, 3 announced");
    }

    @Test
    @DisplayName("uses a gap up with the next number, and ignores one of other topics")
    void usesAGapUp() {
        assertThat(counts("event #1", EXPIRED, "event #2", "event #4")).isEqualTo("3 received, 1 missing");
        assertThat(counts("event #1", EXPIRED.replace("counter", "stocks/ACME"), "event #3"))
                .isEqualTo("2 received, 1 missing");
        assertThat(counts("event #1", EXPIRED.replace("counter", "a").replace("0", "1"), "event #3"))
                .isEqualTo("2 received, 1 announced");
    }

    @Test
    @DisplayName("starts again after a gap within which the source did, or after which history is replayed")
    void startsAgainAfterAGap() {
        assertThat(counts("event #50", EXPIRED, "event #3", "event #4")).isEqualTo("2 received");
        for (String reason : List.of("restarted", "lost", "unknown")) {
            assertThat(counts("event #50", EXPIRED.replace("expired", reason), "event #3", "event #4"))
                    .isEqualTo("2 received");
        }
    }

    @Test
    @DisplayName("lets nothing but its own events count")
    void ignoresOtherData() {
        assertThat(counts("event #1", "event #", "event #99999999999999999999", "event #x", " event #9", "event #2"))
                .isEqualTo("2 received");
    }

    @Test
    @DisplayName("is right about any numbers in any order")
    void agreesWithAModel() {
        Random random = new Random(20);
        List<List<String>> runs = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int run = 0; run < 300; run++) {
            List<Integer> numbers = random.ints(1 + random.nextInt(60), 0, 1 + random.nextInt(40))
                    .boxed()
                    .toList();
            Set<Integer> distinct = new HashSet<>(numbers);
            long missing = IntStream.range(numbers.get(0), Collections.max(numbers))
                    .filter(number -> !distinct.contains(number))
                    .count();
            runs.add(numbers.stream().map(number -> "event #" + number).toList());
            expected.add(text(distinct.size(), missing, 0, numbers.size() - distinct.size()));
        }
        assertThat(accounts(runs)).isEqualTo(expected);
    }

    private static String counts(String... steps) {
        return accounts(List.of(List.of(steps))).get(0);
    }

    /** Hands each run's steps, data of events or gaps as JSON, to an account of its own. */
    private static List<String> accounts(List<List<String>> runs) {
        List<String> numbers = page.run("""
                const {SequenceAccount} = await import('/demo/sequence.js');
                return args.map((steps) => {
                  const account = new SequenceAccount('counter');
                  for (const step of steps) {
                    step.startsWith('{') ? account.gap(JSON.parse(step)) : account.accept(step);
                  }
                  return [account.received, account.missing, account.announced, account.duplicates].join(' ');
                })""", runs.toArray());
        return numbers.stream()
                .map(line -> Arrays.stream(line.split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .map(count -> text(count[0], count[1], count[2], count[3]))
                .toList();
    }

    private static String text(long received, long missing, long announced, long duplicates) {
        return received + " received"
                + (missing == 0 ? "" : ", " + missing + " missing")
                + (announced == 0 ? "" : ", " + announced + " announced")
                + (duplicates == 0 ? "" : ", " + duplicates + " duplicate");
    }
}
