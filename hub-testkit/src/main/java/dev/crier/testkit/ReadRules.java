package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static dev.crier.testkit.ContractBed.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules 4, 5 and 6: what a page holds, how far it reaches, and what it says of the evicted. */
interface ReadRules extends ContractBed {

    /** Filters of each kind, over the topics of these tests. */
    List<TopicFilter> FILTERS = List.of(
            TopicFilter.of("**"),
            TopicFilter.of("a/1"),
            TopicFilter.of("a/*"),
            TopicFilter.of("a/**"),
            TopicFilter.anyOf(List.of("a/2", "b/**", "c")),
            TopicFilter.anyOf(List.of("b/1", "c")),
            TopicFilter.of("hub/**"),
            TopicFilter.of("nothing/here"),
            TopicFilter.of("*/3"));

    /** The topics that {@link #FILTERS} are about. */
    List<String> TOPICS = List.of("a", "a/1", "a/2", "a/3", "b/1", "b/3", "c", "hub/health");

    /** A log with a history of some hundred events, none of them evicted. */
    private DrivenLog filled() {
        DrivenLog log = open(LogBounds.WIDE);
        Random random = new Random(7);
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            drafts.add(draft(TOPICS.get(random.nextInt(TOPICS.size())), text(random.nextInt(400))));
        }
        log.send(drafts);
        log.append("c", "the last");
        return log;
    }

    /** Any place in a history or right beside it; positions may begin anywhere. */
    static long somewhere(double chance, long first, long head) {
        return first - 1 + (long) (chance * (head - first + 3));
    }

    private static List<PageJudge> randomPages(DrivenLog log, long head) {
        long first = log.history(head).get(0).position();
        Random random = new Random(11);
        List<PageJudge> pages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            TopicFilter filter = FILTERS.get(random.nextInt(FILTERS.size()));
            long after = somewhere(random.nextDouble(), first, head);
            long upTo = random.nextBoolean() ? Long.MAX_VALUE : somewhere(random.nextDouble(), first, head);
            int maxEvents = random.nextBoolean() ? 1 + random.nextInt(9) : 10_000;
            long maxBytes = random.nextBoolean() ? 1 + random.nextInt(4_000) : Long.MAX_VALUE;
            pages.add(PageJudge.ask(log, filter, after, upTo, maxEvents, maxBytes));
        }
        return pages;
    }

    @Test
    default void rule4_a_page_holds_what_was_asked_for_and_no_more() {
        DrivenLog log = filled();
        long head = log.append("c", "head");
        randomPages(log, head).forEach(PageJudge::holdsOnlyWhatWasAskedFor);
    }

    @Test
    default void rule4_a_page_skips_nothing() {
        DrivenLog log = filled();
        long head = log.append("c", "head");
        List<LogRecord> history = log.history(head);
        randomPages(log, head).forEach(page -> page.skipsNothing(history));
        assertEquals(
                history.stream()
                        .filter(record -> !record.event().topic().reserved())
                        .map(LogRecord::position)
                        .toList(),
                log.keptPositions("**"),
                "rule 4: everything that is kept");
    }

    @Test
    default void rule4_a_record_comes_however_big_it_is() {
        DrivenLog log = open(LogBounds.WIDE);
        long big = log.append("a", text(100_000));
        log.append("a", "small");
        Page page = log.read(TopicFilter.ALL, 0, Long.MAX_VALUE, 10, 1);
        assertEquals(
                List.of(big),
                page.records().stream().map(LogRecord::position).toList(),
                "rule 4: a record bigger than the page");
    }

    @Test
    default void rule5_a_page_says_how_far_it_is_complete() {
        DrivenLog log = filled();
        long head = log.append("c", "head");
        randomPages(log, head).forEach(page -> page.saysHowFar(head));
        Page beyond = log.read("**", head + 1_000);
        assertFalse(beyond.more(), "rule 5: there is nothing after the head");
        assertEquals(head + 1_000, beyond.through(), "rule 5: through is never before after");
    }

    @Test
    default void rule5_reading_on_always_ends() {
        DrivenLog log = filled();
        long head = log.append("c", "head");
        for (TopicFilter filter : FILTERS) {
            long after = 0;
            int pages = 0;
            Page page = log.read(filter, after, Long.MAX_VALUE, 3, 700);
            while (page.more()) {
                assertTrue(page.through() > after, "rule 5: a page that leads nowhere, after " + after);
                assertTrue(++pages < 1_000, "rule 5: reading on doesn't end for " + filter);
                after = page.through();
                page = log.read(filter, after, Long.MAX_VALUE, 3, 700);
            }
            assertTrue(page.through() >= head, "rule 5: the last page of " + filter + " ends before the head");
        }
    }

    @Test
    default void rule6_a_page_names_the_topics_of_which_something_was_evicted() {
        DrivenLog log = open(LogBounds.WIDE.keepingEvents(4));
        log.append("quiet", "kept");
        appendUntil(
                log,
                () -> evicted(log).size() == TOPICS.size(),
                i -> log.append(TOPICS.get(i % TOPICS.size()), "event " + i));
        long head = log.append("c", "head");
        DrivenLog.await(housekeeping(log));
        Map<Topic, Long> evicted = evicted(log);
        List<LogRecord> history = log.history(head);
        for (PageJudge page : randomPages(log, head)) {
            page.namesWhatIsEvicted(evicted);
            page.isOfOneMoment(history);
        }
    }

    /** The newest evicted position of each topic, told by what was heard and isn't read. */
    private static Map<Topic, Long> evicted(DrivenLog log) {
        Set<Long> kept = new HashSet<>(log.keptPositions("**"));
        kept.addAll(log.keptPositions("hub/**"));
        Map<Topic, Long> evicted = new HashMap<>();
        for (LogRecord record : log.history(0)) {
            if (!kept.contains(record.position())) {
                evicted.merge(record.event().topic(), record.position(), Math::max);
            }
        }
        return evicted;
    }
}
