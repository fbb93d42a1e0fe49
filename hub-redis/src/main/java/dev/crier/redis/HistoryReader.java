package dev.crier.redis;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogUnavailableException;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the history in the engine: one script for each answer, which makes it one of one moment, and bounded in what it does.
 *
 * <p>Safe on any thread. What is read is of the history that the hub knows, or the read fails: positions of two histories
 * mean different things.
 */
final class HistoryReader {

    private static final int MOST_EVENTS = 1_000;
    private static final long MOST_BYTES = 4 << 20;
    private static final int MOST_SCANNED = 5_000;
    private static final String STALE = "stale";

    private final Readers readers;
    private final String base;
    private final Supplier<String> stamp;

    /**
     * Makes a reader.
     *
     * @param stamp which history the hub knows
     */
    HistoryReader(Readers readers, String base, Supplier<String> stamp) {
        this.readers = readers;
        this.base = base;
        this.stamp = stamp;
    }

    Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
        List<String> arguments = new ArrayList<>(List.of(
                String.valueOf(after),
                upTo == Long.MAX_VALUE ? "" : String.valueOf(upTo),
                String.valueOf(Math.min(maxEvents, MOST_EVENTS)),
                String.valueOf(Math.min(maxBytes, MOST_BYTES)),
                String.valueOf(MOST_SCANNED)));
        if (filter.exact()) {
            arguments.add("exact");
            filter.exactTopics().forEach(topic -> arguments.add(topic.path()));
        } else {
            arguments.add("match");
            arguments.add(LuaPatterns.of(filter));
        }
        return ask(Script.READ, arguments).map(HistoryReader::page);
    }

    Future<Long> cursorBefore(TopicFilter filter, int events) {
        return ask(Script.CURSOR, List.of(String.valueOf(events), LuaPatterns.of(filter)))
                .map(reply -> Long.valueOf(reply.get(1).toString()));
    }

    Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
        return ask(Script.TOPICS, List.of(after, String.valueOf(limit), LuaPatterns.of(filter)))
                .map(HistoryReader::summaries);
    }

    private Future<Response> ask(Script script, List<String> arguments) {
        return readers.ask(wire -> {
                    List<String> all = new ArrayList<>(List.of(stamp.get(), wire.run()));
                    all.addAll(arguments);
                    return script.run(wire, base, all);
                })
                .compose(reply -> STALE.equals(reply.get(0).toString())
                        ? Future.failedFuture(new LogUnavailableException(
                                "the history in Redis is not the one that this hub knows yet"))
                        : Future.succeededFuture(reply));
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
        Map<Topic, Long> evicted = new HashMap<>();
        List<Response> pairs = list(reply.get(5));
        for (int i = 0; i < pairs.size(); i += 2) {
            evicted.put(
                    Topic.of(pairs.get(i).toString()),
                    Long.valueOf(pairs.get(i + 1).toString()));
        }
        return new Page(records, through, evicted, forgotten, more);
    }

    private static List<TopicSummary> summaries(Response reply) {
        List<TopicSummary> summaries = new ArrayList<>();
        for (int i = 1; i < reply.size(); i += 2) {
            String[] numbers = reply.get(i + 1).toString().split(" ", -1); // in the order of TOPIC in common.lua
            summaries.add(new TopicSummary(
                    Topic.of(reply.get(i).toString()),
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[4]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]),
                    Instant.ofEpochMilli(Long.parseLong(numbers[5]))));
        }
        return Collections.unmodifiableList(summaries);
    }

    private static List<Response> list(Response reply) {
        List<Response> list = new ArrayList<>(reply.size());
        for (int i = 0; i < reply.size(); i++) {
            list.add(reply.get(i));
        }
        return list;
    }
}
