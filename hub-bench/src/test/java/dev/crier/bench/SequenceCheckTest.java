package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What one subscriber got is")
class SequenceCheckTest {

    private static SequenceCheck got(long... numbers) {
        SequenceCheck check = new SequenceCheck();
        for (long number : numbers) {
            check.accept(number);
        }
        return check;
    }

    private static void expect(SequenceCheck check, long published, long lost, long doubled, long reordered) {
        assertThat(check.lost(published)).as("lost").isEqualTo(lost);
        assertThat(check.doubled()).as("doubled").isEqualTo(doubled);
        assertThat(check.reordered()).as("reordered").isEqualTo(reordered);
    }

    @Test
    @DisplayName("whole if everything came once, in order")
    void whole() {
        expect(got(0, 1, 2, 3), 4, 0, 0, 0);
    }

    @Test
    @DisplayName("lost in the middle, at the beginning and at the end")
    void lost() {
        expect(got(1, 2, 5), 7, 4, 0, 0);
    }

    @Test
    @DisplayName("doubled at once and later")
    void doubled() {
        expect(got(0, 0, 1, 2, 0), 3, 0, 2, 0);
    }

    @Test
    @DisplayName("reordered, and then neither lost nor doubled")
    void reordered() {
        expect(got(0, 2, 1, 3), 4, 0, 0, 1);
    }

    @Test
    @DisplayName("all three at once")
    void all() {
        expect(got(0, 3, 1, 1, 4), 6, 2, 1, 1);
    }

    @Property
    @Label("told as a plain record of all that came would")
    void asARecordWould(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 30) Integer> numbers) {
        SequenceCheck check = new SequenceCheck();
        Set<Integer> seen = new HashSet<>();
        int newest = -1;
        int doubled = 0;
        int reordered = 0;
        for (int number : numbers) {
            boolean first = seen.add(number);
            doubled += first ? 0 : 1;
            reordered += first && number < newest ? 1 : 0;
            newest = Math.max(newest, number);
            assertThat(check.accept(number)).isEqualTo(first);
        }

        expect(check, 31, 31 - seen.size(), doubled, reordered);
    }
}
