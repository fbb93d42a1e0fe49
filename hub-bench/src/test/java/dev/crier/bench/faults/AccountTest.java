package dev.crier.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of the fault suite. */
class AccountTest {

    private final Ledger ledger = new Ledger(3);
    private final Account account = new Account(List.of(0, 1), ledger);

    @BeforeEach
    void begin() {
        account.begin();
        for (int i = 0; i < 10; i++) {
            ledger.next(0);
        }
    }

    private Tally after(long... numbers) {
        for (long number : numbers) {
            account.event(new Numbered(0, number));
        }
        return account.tally(0);
    }

    @Test
    void all_events_once_and_in_order_are_whole() {
        Tally tally = after(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(tally.whole()).isTrue();
        assertThat(tally.received()).isEqualTo(10);
    }

    @Test
    void an_event_that_is_passed_over_is_lost_and_so_is_the_end() {
        assertThat(after(0, 1, 3, 4, 5, 6, 7, 8, 9).lost()).isEqualTo(1);
        assertThat(new Account(List.of(2), ledger).tally(0).lost()).isZero();
    }

    @Test
    void what_never_came_at_the_end_is_lost() {
        assertThat(after(0, 1).lost()).isEqualTo(8);
    }

    @Test
    void an_event_that_comes_again_is_doubled_and_one_that_comes_late_is_reordered() {
        Tally tally = after(0, 1, 1, 3, 2, 4, 5, 6, 7, 8, 9, 4);
        assertThat(tally.doubled()).isEqualTo(2);
        assertThat(tally.reordered()).isEqualTo(1);
        assertThat(tally.lost()).isZero();
    }

    @Test
    void a_gap_excuses_just_what_is_missing_at_its_place() {
        account.event(new Numbered(0, 0));
        account.gap(List.of("faults/0"));
        Tally tally = after(4, 5, 7, 8, 9);
        assertThat(tally.announced()).isEqualTo(3);
        assertThat(tally.lost()).as("the event 6, after the gap").isEqualTo(1);
    }

    @Test
    void a_gap_of_another_topic_excuses_nothing() {
        account.event(new Numbered(0, 0));
        account.gap(List.of("faults/1", "faults/2"));
        assertThat(after(4, 5, 6, 7, 8, 9).lost()).isEqualTo(3);
    }

    @Test
    void a_gap_of_the_whole_history_excuses_every_topic() {
        account.gap(List.of("faults/*"));
        assertThat(after(9).lost()).isZero();
    }

    @Test
    void what_is_no_event_or_of_another_topic_is_broken() {
        account.event(null);
        account.event(new Numbered(2, 0));
        assertThat(after(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).broken()).isEqualTo(2);
    }

    @Test
    void what_the_hub_was_killed_over_may_be_missing_and_may_not_come_twice() {
        ledger.unsure(new Numbered(0, 3));
        ledger.unsure(new Numbered(0, 9));
        assertThat(after(0, 1, 2, 4, 5, 6, 7, 8).whole()).isTrue();
        assertThat(after(9, 9).doubled()).isEqualTo(1);
    }

    @Test
    void who_came_late_need_not_have_what_was_before_but_all_that_is_after() {
        Account late = new Account(List.of(0), ledger);
        late.begin();
        for (int i = 0; i < 4; i++) {
            ledger.next(0);
        }
        late.event(new Numbered(0, 9));
        late.event(new Numbered(0, 10));
        late.event(new Numbered(0, 12));
        Tally tally = late.tally(0);
        assertThat(tally.lost()).as("11 and 13").isEqualTo(2);
    }

    @Test
    void half_an_event_is_known_at_sight() {
        String data = new Numbered(1, 77).data(500);
        assertThat(Numbered.read(data)).contains(new Numbered(1, 77));
        assertThat(Numbered.read(data.substring(0, data.length() - 1))).isEmpty();
        assertThat(Numbered.read(data.substring(0, 3))).isEmpty();
        assertThat(Numbered.read(data.replace("77", "78"))).isEmpty();
    }
}
