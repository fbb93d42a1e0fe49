package dev.crier.sources.rss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeenTest {

    private static FeedItem item(int number) {
        return new FeedItem("g" + number, "", "t", "", Optional.empty(), "", List.of());
    }

    /** Against a plain set: as long as a feed shows no more than is looked at, nothing comes twice and nothing is lost. */
    @Property(tries = 300)
    void eachItemOfARollingFeedIsNewExactlyOnce(
            @ForAll @Size(max = 30) List<@IntRange(max = 400) Integer> steps,
            @ForAll @IntRange(min = 1, max = 500) int shown) {
        Seen seen = new Seen();
        Set<String> model = new HashSet<>();
        int newest = shown;
        for (int step : steps) {
            newest += step;
            List<FeedItem> document = IntStream.iterate(newest, n -> n - 1)
                    .limit(shown)
                    .mapToObj(SeenTest::item)
                    .toList();
            List<String> expected =
                    document.stream().map(FeedItem::identity).filter(model::add).toList();

            List<FeedItem> unknown = seen.unknown(document);
            document.forEach(seen::add);
            seen = Seen.parse(seen.text());

            assertThat(unknown).extracting(FeedItem::identity).isEqualTo(expected);
            assertThat(seen.size()).isLessThanOrEqualTo(Seen.CAPACITY);
        }
    }

    @Test
    void whatADocumentStillShowsIsNeverForgotten() {
        Seen seen = new Seen();
        List<FeedItem> kept =
                IntStream.range(0, Seen.LOOKED_AT).mapToObj(SeenTest::item).toList();
        kept.forEach(seen::add);
        for (int i = 0; i < 10_000; i++) {
            seen.add(item(1_000_000 + i));
            if (i % 1_000 == 0) {
                kept.forEach(seen::add);
            }
        }

        assertThat(seen.unknown(kept)).isEmpty();
        assertThat(seen.size()).isEqualTo(Seen.CAPACITY);
    }

    @Test
    void stateThatIsNotOursIsLeftOut() {
        assertThat(Seen.parse("").size()).isZero();
        assertThat(Seen.parse("nonsense and more").size()).isZero();
    }

    @Test
    void theSameItemTwiceInADocumentIsOne() {
        assertThat(new Seen().unknown(new ArrayList<>(List.of(item(1), item(2), item(1)))))
                .containsExactly(item(1), item(2));
    }
}
