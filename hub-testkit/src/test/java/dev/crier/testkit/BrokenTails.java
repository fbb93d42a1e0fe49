package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Tail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Logs that tell their tail something wrong. */
final class BrokenTails {

    private BrokenTails() {}

    static EventLog forgetsHeads(EventLog log) {
        return new ForgetsHeads(log);
    }

    static EventLog takesPrevFromAnyTopic(EventLog log) {
        return new OtherTail(log) {
            @Override
            void pass(LogRecord record, Tail tail) {
                tail.onRecord(new LogRecord(record.position(), record.position() - 1, record.event()));
            }
        };
    }

    static EventLog tellsTheTailOutOfOrder(EventLog log) {
        return new OtherTail(log) {
            @Override
            void pass(LogRecord record, Tail tail) {
                if (record.position() % 10 == 5) {
                    Vertx.currentContext().runOnContext(later -> tail.onRecord(record));
                } else {
                    tail.onRecord(record);
                }
            }
        };
    }

    static EventLog tellsTheTailTwice(EventLog log) {
        return new OtherTail(log) {
            @Override
            void pass(LogRecord record, Tail tail) {
                tail.onRecord(record);
                if (record.position() % 10 == 5) {
                    tail.onRecord(record);
                }
            }
        };
    }

    static EventLog tellsTheTailElsewhere(EventLog log) {
        return new OtherTail(log) {
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
        };
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
                        nothingKept =
                                page.succeeded() && page.result().records().isEmpty();
                        return super.append(draft);
                    });
            before = answer;
            return answer;
        }
    }
}
