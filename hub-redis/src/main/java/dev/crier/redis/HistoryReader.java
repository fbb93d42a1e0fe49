package dev.crier.redis;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogUnavailableException;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the history in the engine. It has one thread for everybody, so a script looks at so much and no more; where that isn't all,
 * the next one goes on where it stood, and others have their turn in between. What a page says of a topic is of one moment all the
 * same.
 *
 * <p>Safe on any thread. What is read is of the history that the hub knows, or the read fails: positions of two histories
 * mean different things.
 */
final class HistoryReader {

    private static final int MOST_EVENTS = 1_000;
    private static final long MOST_BYTES = 4 << 20;
    /** How many events or topics a script looks at, which takes it a few tens of milliseconds. */
    static final int STEP = 5_000;

    private static final int SMALLEST_STEP = 256;
    /** How many alternatives a filter may have until a script looks at less. */
    private static final int COMPARED_FREELY = 4;

    private static final String STALE = "stale";

    /**
     * What the engine answered.
     *
     * @param history of which history; what goes on from the answer is of no other one
     */
    private record Answer(String history, Response reply) {

        String text(int index) {
            return reply.get(index).toString();
        }
    }

    /**
     * What a script is told of a filter.
     *
     * @param patterns the filter
     * @param step how many events or topics it looks at
     */
    private record Look(String patterns, String step) {}

    private final Readers readers;
    private final String base;
    private final Supplier<String> stamp;
    private final int step;
    private final long end;

    /**
     * Makes a reader for one question.
     *
     * @param stamp which history the hub knows
     * @param step how many events or topics a script looks at
     * @param patience for how long it goes on; after it nobody waits for the answer any more
     */
    HistoryReader(Readers readers, String base, Supplier<String> stamp, int step, Duration patience) {
        this.readers = readers;
        this.base = base;
        this.stamp = stamp;
        this.step = step;
        this.end = System.nanoTime() + patience.toNanos();
    }

    /** The more a filter has to compare, the less a script looks at. */
    private Look look(TopicFilter filter) {
        int comparisons = Math.max(1, filter.alternatives().size() / COMPARED_FREELY);
        int most = Math.max(Math.min(step, SMALLEST_STEP), step / comparisons);
        return new Look(LuaPatterns.of(filter), String.valueOf(most));
    }

    // ---- a page

    Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        Look look = look(filter);
        List<String> arguments = new ArrayList<>(List.of(
                String.valueOf(after),
                upTo == Long.MAX_VALUE ? "" : String.valueOf(upTo),
                String.valueOf(Math.min(maxEvents, MOST_EVENTS)),
                String.valueOf(Math.min(maxBytes, MOST_BYTES)),
                look.step()));
        if (filter.exact()) {
            arguments.add("exact");
            filter.exactTopics().forEach(topic -> arguments.add(topic.path()));
        } else {
            arguments.add("match");
            arguments.add(look.patterns());
        }
        return ask(stamp, Script.READ, arguments).compose(answer -> {
            Page page = page(answer.reply());
            String rest = answer.text(6);
            if (rest.isEmpty()) {
                return Future.succeededFuture(page);
            }
            Map<Topic, Long> evicted = new HashMap<>(page.newestEvicted());
            return addEvicted(answer::history, rest, look, evicted)
                    .map(forgotten -> with(page, evicted, forgotten > after ? forgotten : 0));
        });
    }

    /** Adds to what was evicted what else was after a position; answers up to where topics may be forgotten then. */
    private Future<Long> addEvicted(Supplier<String> history, String after, Look look, Map<Topic, Long> evicted) {
        List<String> arguments = List.of(after, look.step(), look.patterns());
        return ask(history, Script.EVICTED, arguments).compose(answer -> {
            evicted.putAll(evicted(answer.reply().get(1)));
            String rest = answer.text(2);
            return rest.isEmpty()
                    ? Future.succeededFuture(Long.valueOf(answer.text(3)))
                    : addEvicted(answer::history, rest, look, evicted);
        });
    }

    /** A page of which meanwhile this was evicted, and topics forgotten up to there. */
    private static Page with(Page page, Map<Topic, Long> evicted, long forgotten) {
        List<LogRecord> kept = page.records().stream()
                .filter(record ->
                        record.position() > evicted.getOrDefault(record.event().topic(), 0L))
                .toList();
        return new Page(kept, page.through(), evicted, Math.max(page.forgotten(), forgotten), page.more());
    }

    private static Page page(Response reply) {
        long through = Long.parseLong(reply.get(1).toString());
        boolean more = reply.get(2).toString().equals("1");
        long forgotten = Long.parseLong(reply.get(3).toString());
        Map<String, Topic> topics = new HashMap<>();
        List<LogRecord> records = new ArrayList<>();
        for (Response record : list(reply.get(4))) {
            records.add(Records.of(
                    Long.parseLong(record.get(0).toString()),
                    topics.computeIfAbsent(record.get(1).toString(), Topic::of),
                    record.get(2),
                    record.get(3),
                    record.get(4),
                    record.get(5),
                    record.get(6)));
        }
        return new Page(records, through, evicted(reply.get(5)), forgotten, more);
    }

    private static Map<Topic, Long> evicted(Response pairs) {
        Map<Topic, Long> evicted = new HashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            evicted.put(
                    Topic.of(pairs.get(i).toString()),
                    Long.valueOf(pairs.get(i + 1).toString()));
        }
        return evicted;
    }

    // ---- what else is asked

    Future<Long> cursorBefore(TopicFilter filter, int events) {
        return cursorBefore(stamp, look(filter), events, "", "0");
    }

    /** The same, once so many were found after a position. */
    private Future<Long> cursorBefore(Supplier<String> history, Look look, int events, String before, String found) {
        List<String> arguments = List.of(String.valueOf(events), before, found, look.step(), look.patterns());
        return ask(history, Script.CURSOR, arguments).compose(answer -> {
            String position = answer.text(1);
            String more = answer.text(2);
            return more.isEmpty()
                    ? Future.succeededFuture(Long.valueOf(position))
                    : cursorBefore(answer::history, look, events, position, more);
        });
    }

    Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        List<TopicSummary> found = new ArrayList<>();
        return addTopics(stamp, look(filter), after, limit, found).map(done -> Collections.unmodifiableList(found));
    }

    /** Adds to what was found those after a topic, until there are so many. */
    private Future<Void> addTopics(
            Supplier<String> history, Look look, String after, int limit, List<TopicSummary> found) {
        List<String> arguments = List.of(after, String.valueOf(limit - found.size()), look.step(), look.patterns());
        return ask(history, Script.TOPICS, arguments).compose(answer -> {
            found.addAll(summaries(answer.reply().get(2)));
            String last = answer.text(1);
            return last.isEmpty() ? Future.succeededFuture() : addTopics(answer::history, look, last, limit, found);
        });
    }

    private static List<TopicSummary> summaries(Response reply) {
        List<TopicSummary> summaries = new ArrayList<>();
        for (int i = 0; i < reply.size(); i += 2) {
            String[] numbers = reply.get(i + 1).toString().split(" ", -1); // in the order of TOPIC in common.lua
            summaries.add(new TopicSummary(
                    Topic.of(reply.get(i).toString()),
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[4]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]),
                    Instant.ofEpochMilli(Long.parseLong(numbers[5]))));
        }
        return summaries;
    }

    // ---- the engine

    /**
     * Asks about a history.
     *
     * @param history the one that is meant when the question is put; the engine refuses if it has another one
     */
    private Future<Answer> ask(Supplier<String> history, Script script, List<String> arguments) {
        if (System.nanoTime() - end > 0) {
            return Future.failedFuture(new LogUnavailableException("the history in Redis wasn't read in time"));
        }
        return readers.ask(wire -> {
                    String meant = history.get();
                    List<String> all = new ArrayList<>(List.of(meant, wire.run()));
                    all.addAll(arguments);
                    return script.run(wire, base, all).map(reply -> new Answer(meant, reply));
                })
                .compose(answer -> STALE.equals(answer.text(0))
                        ? Future.failedFuture(new LogUnavailableException(
                                "the history in Redis is not the one that this hub knows yet"))
                        : Future.succeededFuture(answer));
    }

    private static List<Response> list(Response reply) {
        List<Response> list = new ArrayList<>(reply.size());
        for (int i = 0; i < reply.size(); i++) {
            list.add(reply.get(i));
        }
        return list;
    }
}
