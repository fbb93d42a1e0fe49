package dev.crier.testkit;

import static dev.crier.testkit.ContractBed.draft;
import static dev.crier.testkit.ContractBed.text;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crier.core.EventDraft;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules 6 and 7 where examples don't reach: random histories against a model, and reads in the midst of appends. */
interface ModelRules extends ContractBed {

    @Test
    default void rules6and7_hold_in_random_histories() {
        for (long seed = 1; seed <= 12; seed++) {
            beginAnew();
            try {
                randomHistory(new Random(seed), seed % 3 == 0);
            } catch (AssertionError failed) {
                throw new AssertionError("with the seed " + seed + ": " + failed.getMessage(), failed);
            }
        }
    }

    /**
     * Appends, reads, lets time pass and reopens at random.
     *
     * @param bytesOfAll whether the log's bytes are what is short, and not what a topic may hold
     */
    private void randomHistory(Random random, boolean bytesOfAll) {
        LogBounds bounds = bytesOfAll
                ? LogBounds.WIDE.withLogBytes(3_000 + random.nextInt(10_000))
                : new LogBounds(
                        new Retention(
                                1 + random.nextInt(8),
                                Duration.ofSeconds(5 + random.nextInt(60)),
                                500 + random.nextInt(4_000)),
                        LogBounds.WIDE.logBytes(),
                        LogBounds.WIDE.topics(),
                        LogBounds.WIDE.idempotencyAge());
        DrivenLog log = open(bounds);
        List<LogRecord> history = new ArrayList<>();
        long head = 0;
        for (int step = 0; step < 120; step++) {
            int what = random.nextInt(20);
            if (what < 11) {
                String topic = ReadRules.TOPICS.get(random.nextInt(1 + random.nextInt(ReadRules.TOPICS.size())));
                head = log.append(topic, text(random.nextInt(600)));
            } else if (what < 13 && timedByClock()) {
                clock().forward(Duration.ofSeconds(random.nextInt(8)));
            } else if (what == 13) {
                DrivenLog.await(housekeeping(log));
            } else if (what == 14 && durable()) {
                history = new ArrayList<>(all(history, log, head));
                log.close();
                log = open(bounds);
            } else {
                List<LogRecord> soFar = all(history, log, head);
                judge(randomPage(random, log, soFar, head), soFar, head, bounds, bytesOfAll);
            }
        }
        judge(
                PageJudge.ask(log, TopicFilter.ALL, 0, Long.MAX_VALUE, 10_000, Long.MAX_VALUE),
                all(history, log, head),
                head,
                bounds,
                bytesOfAll);
    }

    private static List<LogRecord> all(List<LogRecord> before, DrivenLog log, long head) {
        List<LogRecord> all = new ArrayList<>(before);
        if (head > (before.isEmpty() ? 0 : before.get(before.size() - 1).position())) {
            all.addAll(log.history(head));
        }
        return all;
    }

    private static PageJudge randomPage(Random random, DrivenLog log, List<LogRecord> history, long head) {
        long first = history.isEmpty() ? 1 : history.get(0).position();
        return PageJudge.ask(
                log,
                ReadRules.FILTERS.get(random.nextInt(ReadRules.FILTERS.size())),
                ReadRules.somewhere(random.nextDouble() * random.nextDouble(), first, head),
                random.nextInt(4) == 0 ? ReadRules.somewhere(random.nextDouble(), first, head) : Long.MAX_VALUE,
                random.nextBoolean() ? 1 + random.nextInt(9) : 10_000,
                random.nextBoolean() ? 1 + random.nextInt(4_000) : Long.MAX_VALUE);
    }

    private void judge(PageJudge page, List<LogRecord> history, long head, LogBounds bounds, boolean bytesOfAll) {
        page.holdsOnlyWhatWasAskedFor();
        page.saysHowFar(head);
        page.isOfOneMoment(history);
        if (bytesOfAll) {
            wentOnlyForTheBytesOfAll(page, history, bounds);
        } else {
            page.page().newestEvicted().forEach((topic, position) -> mayGo(topic, position, history, bounds));
        }
    }

    /** Rule 7, by the model: whether the topic's newer events exceed a bound, so that this one may go. */
    private void mayGo(Topic topic, long position, List<LogRecord> history, LogBounds bounds) {
        List<LogRecord> from = history.stream()
                .filter(record -> record.event().topic().equals(topic) && record.position() >= position)
                .toList();
        long bytes = from.stream().mapToLong(record -> record.event().cost()).sum();
        Retention retention = bounds.retention();
        Instant ends = from.get(0).event().time().plus(retention.age());
        boolean may = from.size() > retention.events()
                || (from.size() > 1 && bytes > retention.bytes())
                || !timedByClock()
                || ends.isBefore(clock().instant());
        assertTrue(
                may,
                "rule 7: position " + position + " of '" + topic + "' went although " + retention
                        + " is not exceeded by " + from.size() + " events of " + bytes + " bytes");
    }

    /** Rule 7: nothing goes before the log's bytes are exceeded. */
    private static void wentOnlyForTheBytesOfAll(PageJudge page, List<LogRecord> history, LogBounds bounds) {
        if (!page.page().newestEvicted().isEmpty()) {
            long appended =
                    history.stream().mapToLong(record -> record.event().cost()).sum();
            assertTrue(
                    appended > bounds.logBytes(), "rule 7: something went although the log's bytes are not exceeded");
        }
    }

    @Test
    default void rule6_a_page_is_of_one_moment_while_events_are_appended() {
        DrivenLog log = open(LogBounds.WIDE.keepingEvents(3).withLogBytes(6_000));
        Random random = new Random(5);
        List<PageJudge> pages = new ArrayList<>();
        Deque<Future<?>> reading = new ArrayDeque<>();
        long head = 0;
        for (int turn = 0; turn < 150; turn++) {
            List<EventDraft> drafts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                drafts.add(draft(ReadRules.TOPICS.get(random.nextInt(7)), text(random.nextInt(300))));
            }
            List<Future<Appended>> answers = log.send(drafts);
            for (int i = 0; i < 4; i++) {
                TopicFilter filter = ReadRules.FILTERS.get(random.nextInt(6));
                long after = Math.max(0, head - random.nextInt(40));
                int maxEvents = 1 + random.nextInt(20);
                reading.add(log.log()
                        .read(filter, after, Long.MAX_VALUE, maxEvents, Long.MAX_VALUE)
                        .onSuccess(page -> note(
                                pages, new PageJudge(filter, after, Long.MAX_VALUE, maxEvents, Long.MAX_VALUE, page))));
            }
            head = DrivenLog.await(answers.get(answers.size() - 1)).position();
            while (reading.size() > 8) {
                DrivenLog.await(reading.remove());
            }
        }
        reading.forEach(DrivenLog::await);
        List<LogRecord> history = log.history(log.append("end", ""));
        synchronized (pages) {
            pages.forEach(page -> page.isOfOneMoment(history));
            Map<Topic, Long> none = Map.of();
            long telling = pages.stream()
                    .map(PageJudge::page)
                    .map(Page::newestEvicted)
                    .filter(evicted -> !evicted.equals(none))
                    .count();
            assertTrue(telling > 0, "rule 6: nothing was evicted, so that the test says nothing");
        }
    }

    private static void note(List<PageJudge> pages, PageJudge page) {
        synchronized (pages) {
            pages.add(page);
        }
    }
}
