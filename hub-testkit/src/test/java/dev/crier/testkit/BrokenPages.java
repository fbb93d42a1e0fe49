package dev.crier.testkit;

import dev.crier.core.TopicFilter;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Logs that read wrongly. */
final class BrokenPages {

    private BrokenPages() {}

    static EventLog skipsARecord(EventLog log) {
        return new OtherPages(log) {
            @Override
            Page page(Page sound) {
                List<LogRecord> fewer = new ArrayList<>(sound.records());
                fewer.removeIf(record ->
                        record.position() % 20 == 7 && record.event().data().length() > 100);
                return with(sound, fewer);
            }
        };
    }

    static EventLog answersOutOfOrder(EventLog log) {
        return new OtherPages(log) {
            @Override
            Page page(Page sound) {
                List<LogRecord> other = new ArrayList<>(sound.records());
                Collections.reverse(other);
                return with(sound, other);
            }
        };
    }

    static EventLog ignoresTheFilter(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                return super.read(filter.exact() ? filter : TopicFilter.ALL, after, upTo, maxEvents, maxBytes);
            }
        };
    }

    static EventLog ignoresTheLimits(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                return super.read(filter, after, upTo, Integer.MAX_VALUE, Long.MAX_VALUE);
            }
        };
    }

    static EventLog leavesOutBigRecords(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                return super.read(filter, after, upTo, maxEvents, maxBytes).map(sound -> {
                    List<LogRecord> fitting = new ArrayList<>(sound.records());
                    fitting.removeIf(record -> record.event().cost() > maxBytes);
                    return OtherPages.with(sound, fitting);
                });
            }
        };
    }

    static EventLog leadsNowhere(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                return super.read(filter, after, upTo, maxEvents, maxBytes)
                        .map(sound -> sound.more() ? OtherPages.with(sound, List.of(), after) : sound);
            }
        };
    }

    static EventLog saysThereIsNoMore(EventLog log) {
        return new OtherPages(log) {
            @Override
            Page page(Page sound) {
                return new Page(sound.records(), sound.through(), sound.newestEvicted(), sound.forgotten(), false);
            }
        };
    }

    static EventLog looksTwice(EventLog log) {
        return new ForwardingLog(log) {
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
        };
    }

    static EventLog namesNothingEvicted(EventLog log) {
        return new OtherPages(log) {
            @Override
            Page page(Page sound) {
                return new Page(sound.records(), sound.through(), Map.of(), sound.forgotten(), sound.more());
            }
        };
    }

    static EventLog namesWhatWasEvictedLongAgo(EventLog log) {
        return new ForwardingLog(log) {
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
        };
    }

    static EventLog readsWhenClosed(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                return super.read(filter, after, upTo, maxEvents, maxBytes)
                        .otherwise(new Page(List.of(), after, Map.of(), 0, false));
            }
        };
    }

    static EventLog hangsWhenClosed(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Page> read(TopicFilter filter, long after, long upTo, int maxEvents, long maxBytes) {
                Promise<Page> answer = Promise.promise();
                super.read(filter, after, upTo, maxEvents, maxBytes).onSuccess(answer::complete);
                return answer.future();
            }
        };
    }

    static EventLog forgetsSilently(EventLog log) {
        return new OtherPages(log) {
            @Override
            Page page(Page sound) {
                return new Page(sound.records(), sound.through(), sound.newestEvicted(), 0, sound.more());
            }
        };
    }

    static EventLog suspectsAllWhenOneIsForgotten(EventLog log) {
        return new ForwardingLog(log) {
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
        };
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
}
