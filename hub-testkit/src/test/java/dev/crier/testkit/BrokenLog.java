package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Retention;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lease;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.core.spi.TopicSummary;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Ways to break a sound log, each with the rules that it breaks. */
enum BrokenLog {
    REUSES_A_POSITION(log -> new OtherAnswers(log) {
        @Override
        Appended answer(Appended sound) {
            return sound.position() % 50 == 0 ? new Appended(sound.position() - 1, sound.repeated()) : sound;
        }
    }, 1, 2, 10),
    FORGETS_HEADS(ForgetsHeads::new, 3, 10),
    TAKES_PREV_FROM_ANY_TOPIC(log -> new OtherTail(log) {
        @Override
        void pass(LogRecord record, Tail tail) {
            tail.onRecord(new LogRecord(record.position(), record.position() - 1, record.event()));
        }
    }, 3),
    TELLS_THE_TAIL_OUT_OF_ORDER(log -> new OtherTail(log) {
        @Override
        void pass(LogRecord record, Tail tail) {
            if (record.position() % 10 == 5) {
                Vertx.currentContext().runOnContext(later -> tail.onRecord(record));
            } else {
                tail.onRecord(record);
            }
        }
    }, 2),
    TELLS_THE_TAIL_TWICE(log -> new OtherTail(log) {
        @Override
        void pass(LogRecord record, Tail tail) {
            tail.onRecord(record);
            if (record.position() % 10 == 5) {
                tail.onRecord(record);
            }
        }
    }, 2),
    TELLS_THE_TAIL_ELSEWHERE(log -> new OtherTail(log) {
        @Override
        void pass(LogRecord record, Tail tail) {
            Thread elsewhere = new Thread(() -> tail.onRecord(record), "elsewhere");
            elsewhere.start();
            try {
                elsewhere.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }, 2),
    CHANGES_LINE_ENDS(log -> new ForwardingLog(log) {
        @Override
        public Future<Appended> append(EventDraft draft) {
            return super.append(EventDraft.of(draft.topic(), draft.data().replace("\r\n", "\n"))
                    .withType(draft.type())
                    .withKey(draft.key())
                    .withIdempotency(draft.idempotency()));
        }
    }, 2),
    SKIPS_A_RECORD(log -> new OtherPages(log) {
        @Override
        Page page(Page sound) {
            List<LogRecord> fewer = new ArrayList<>(sound.records());
            fewer.removeIf(record -> record.position() % 20 == 7 && record.event().data().length() > 100);
            return with(sound, fewer);
        }
    }, 4, 6, 7),
    ANSWERS_OUT_OF_ORDER(log -> new OtherPages(log) {
        @Override
        Page page(Page sound) {
            List<LogRecord> other = new ArrayList<>(sound.records());
            Collections.reverse(other);
            return with(sound, other);
        }
    }, 4, 6, 7, 12),
    IGNORES_THE_FILTER(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter.exact() ? filter : TopicFilter.ALL, after, upTo, maxEvents, maxBytes);
        }
    }, 4, 6, 12),
    IGNORES_THE_LIMITS(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, Integer.MAX_VALUE, Long.MAX_VALUE);
        }
    }, 4),
    LEAVES_OUT_BIG_RECORDS(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes).map(sound -> {
                List<LogRecord> fitting = new ArrayList<>(sound.records());
                fitting.removeIf(record -> record.event().cost() > maxBytes);
                return OtherPages.with(sound, fitting);
            });
        }
    }, 4, 6),
    LEADS_NOWHERE(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes)
                    .map(sound -> sound.more() ? OtherPages.with(sound, List.of(), after) : sound);
        }
    }, 4, 5),
    SAYS_THERE_IS_NO_MORE(log -> new OtherPages(log) {
        @Override
        Page page(Page sound) {
            return new Page(sound.records(), sound.through(), sound.newestEvicted(), sound.forgotten(), false);
        }
    }, 5),
    LOOKS_TWICE(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes)
                    .compose(first -> super.read(filter, after, upTo, maxEvents, maxBytes)
                            .map(second -> new Page(
                                    second.records(),
                                    second.through(),
                                    first.newestEvicted(),
                                    second.forgotten(),
                                    second.more())));
        }
    }, 6),
    KEEPS_HALF(log -> log, 7, 8),
    NAMES_NOTHING_EVICTED(log -> new OtherPages(log) {
        @Override
        Page page(Page sound) {
            return new Page(sound.records(), sound.through(), Map.of(), sound.forgotten(), sound.more());
        }
    }, 6, 10),
    NAMES_WHAT_WAS_EVICTED_LONG_AGO(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes)
                    .compose(page -> super.read(filter, 0, 0, 1, 1)
                            .map(all -> new Page(
                                    page.records(),
                                    page.through(),
                                    all.newestEvicted(),
                                    page.forgotten(),
                                    page.more())));
        }
    }, 6),
    DOUBLES_AFTER_A_LOST_ANSWER(log -> new ForwardingLog(log) {
        @Override
        public Future<Appended> append(EventDraft draft) {
            return super.append(draft.withIdempotency(IdempotencyKey.NONE));
        }
    }, 8),
    ANSWERS_A_CONFLICT_AS_A_REPEAT(log -> new ForwardingLog(log) {
        private final Map<IdempotencyKey, Appended> answers = new HashMap<>();

        @Override
        public Future<Appended> append(EventDraft draft) {
            return super.append(draft)
                    .onSuccess(answer -> answers.put(draft.idempotency(), answer))
                    .recover(refused -> draft.idempotency().present() && answers.containsKey(draft.idempotency())
                            ? Future.succeededFuture(answers.get(draft.idempotency()))
                            : Future.failedFuture(refused));
        }
    }, 8),
    REMEMBERS_FAILURES(log -> new ForwardingLog(log) {
        private final Map<IdempotencyKey, Throwable> failures = new HashMap<>();

        @Override
        public Future<Appended> append(EventDraft draft) {
            Throwable failure = failures.get(draft.idempotency());
            return failure != null
                    ? Future.failedFuture(failure)
                    : super.append(draft).onFailure(refused -> failures.put(draft.idempotency(), refused));
        }
    }, 8),
    FORGETS_WHO_PUBLISHED(log -> new ForwardingLog(log) {
        @Override
        public Future<Appended> append(EventDraft draft) {
            IdempotencyKey key = draft.idempotency();
            return super.append(draft.withIdempotency(new IdempotencyKey("anybody", key.key())));
        }
    }, 8),
    READS_WHEN_CLOSED(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes)
                    .otherwise(new Page(List.of(), after, Map.of(), 0, false));
        }
    }, 9),
    HANGS_WHEN_CLOSED(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            Promise<Page> answer = Promise.promise();
            super.read(filter, after, upTo, maxEvents, maxBytes).onSuccess(answer::complete);
            return answer.future();
        }
    }, 9),
    FORGETS_SILENTLY(log -> new OtherPages(log) {
        @Override
        Page page(Page sound) {
            return new Page(sound.records(), sound.through(), sound.newestEvicted(), 0, sound.more());
        }
    }, 10),
    SUSPECTS_ALL_WHEN_ONE_IS_FORGOTTEN(log -> new ForwardingLog(log) {
        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes)
                    .compose(page -> super.read(TopicFilter.ALL, after, 0, 1, 1)
                            .map(all -> new Page(
                                    page.records(),
                                    page.through(),
                                    page.newestEvicted(),
                                    all.forgotten(),
                                    page.more())));
        }
    }, 10),
    HAS_ALWAYS_THE_SAME_EPOCH(log -> new ForwardingLog(log) {
        @Override
        public Future<Lineage> start(Tail tail) {
            return super.start(tail).map(lineage -> Lineage.of("epoch", lineage.head()));
        }
    }, 11),
    COUNTS_ONE_TOO_FEW(log -> new ForwardingLog(log) {
        @Override
        public Future<Long> cursorBefore(TopicFilter filter, int events) {
            return super.cursorBefore(filter, Math.max(0, events - 1));
        }
    }, 12),
    LISTS_TOPICS_IN_ANY_ORDER(log -> new ForwardingLog(log) {
        @Override
        public Future<List<TopicSummary>> topics(TopicFilter filter, String after, int limit) {
            return super.topics(filter, after, limit).map(sorted -> {
                List<TopicSummary> other = new ArrayList<>(sorted);
                Collections.reverse(other);
                return other;
            });
        }
    }, 12),
    GIVES_A_LEASE_TO_EVERYBODY(log -> new ForwardingLog(log) {
        private final AtomicLong holders = new AtomicLong();

        @Override
        public Future<Optional<Lease>> tryLease(String name, Duration ttl) {
            return super.tryLease(name + holders.incrementAndGet(), ttl);
        }
    }, 13);

    private final UnaryOperator<EventLog> breaking;
    private final Set<Integer> rules;

    BrokenLog(UnaryOperator<EventLog> breaking, Integer... rules) {
        this.breaking = breaking;
        this.rules = Set.of(rules);
    }

    EventLog open(Vertx vertx, LogBounds bounds, Clock clock) {
        LogBounds kept = this == KEEPS_HALF ? halved(bounds) : bounds;
        return breaking.apply(MemoryEventLogContractTest.memory(vertx, kept, clock));
    }

    private static LogBounds halved(LogBounds bounds) {
        Retention whole = bounds.retention();
        return new LogBounds(
                new Retention(
                        Math.max(1, whole.events() / 2),
                        whole.age().dividedBy(2),
                        Math.max(1, whole.bytes() / 2)),
                bounds.logBytes() / 2,
                bounds.topics(),
                bounds.idempotencyAge().dividedBy(2));
    }

    Set<Integer> rules() {
        return rules;
    }

    // ---- what several of them share

    private abstract static class OtherAnswers extends ForwardingLog {

        OtherAnswers(EventLog log) {
            super(log);
        }

        abstract Appended answer(Appended sound);

        @Override
        public Future<Appended> append(EventDraft draft) {
            return super.append(draft).map(this::answer);
        }
    }

    private abstract static class OtherTail extends ForwardingLog {

        OtherTail(EventLog log) {
            super(log);
        }

        abstract void pass(LogRecord record, Tail tail);

        @Override
        public Future<Lineage> start(Tail tail) {
            return super.start(onRecord(tail, this::pass));
        }
    }

    private abstract static class OtherPages extends ForwardingLog {

        OtherPages(EventLog log) {
            super(log);
        }

        abstract Page page(Page sound);

        static Page with(Page sound, List<LogRecord> records) {
            return with(sound, records, sound.through());
        }

        static Page with(Page sound, List<LogRecord> records, long through) {
            return new Page(records, through, sound.newestEvicted(), sound.forgotten(), sound.more());
        }

        @Override
        public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
            return super.read(filter, after, upTo, maxEvents, maxBytes).map(this::page);
        }
    }

    /** Knows the newest event of a topic only as long as it keeps one. */
    private static final class ForgetsHeads extends ForwardingLog {

        private Future<?> before = Future.succeededFuture();
        private boolean nothingKept;

        ForgetsHeads(EventLog log) {
            super(log);
        }

        @Override
        public Future<Lineage> start(Tail tail) {
            return super.start(onRecord(tail, (record, to) -> {
                long prev = nothingKept ? 0 : record.prev();
                to.onRecord(new LogRecord(record.position(), prev, record.event()));
            }));
        }

        @Override
        public Future<Appended> append(EventDraft draft) {
            Future<Appended> answer = before.transform(
                            done -> super.read(TopicFilter.exactly(draft.topic()), 0, Long.MAX_VALUE, 1, 1))
                    .transform(page -> {
                        nothingKept = page.succeeded() && page.result().records().isEmpty();
                        return super.append(draft);
                    });
            before = answer;
            return answer;
        }
    }
}
