package dev.crier.testkit;

import dev.crier.core.Retention;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Ways to break a sound log, each with the rules that it breaks. */
@SuppressWarnings("ImmutableEnumChecker") // what they hold has no state
enum BrokenLog {
    REUSES_A_POSITION(BrokenAppends::reusesAPosition, 1, 2, 10),
    FORGETS_HEADS(BrokenTails::forgetsHeads, 3, 10),
    TAKES_PREV_FROM_ANY_TOPIC(BrokenTails::takesPrevFromAnyTopic, 3),
    TELLS_THE_TAIL_OUT_OF_ORDER(BrokenTails::tellsTheTailOutOfOrder, 2),
    TELLS_THE_TAIL_TWICE(BrokenTails::tellsTheTailTwice, 2),
    TELLS_THE_TAIL_ELSEWHERE(BrokenTails::tellsTheTailElsewhere, 2),
    CHANGES_LINE_ENDS(BrokenAppends::changesLineEnds, 2),
    SKIPS_A_RECORD(BrokenPages::skipsARecord, 4, 6, 7),
    ANSWERS_OUT_OF_ORDER(BrokenPages::answersOutOfOrder, 4, 6, 7, 12, 14),
    IGNORES_THE_FILTER(BrokenPages::ignoresTheFilter, 4, 6, 12),
    IGNORES_THE_LIMITS(BrokenPages::ignoresTheLimits, 4),
    LEAVES_OUT_BIG_RECORDS(BrokenPages::leavesOutBigRecords, 4, 6),
    LEADS_NOWHERE(BrokenPages::leadsNowhere, 4, 5),
    SAYS_THERE_IS_NO_MORE(BrokenPages::saysThereIsNoMore, 5),
    LOOKS_TWICE(BrokenPages::looksTwice, 6),
    KEEPS_HALF(log -> log, 7, 8),
    NAMES_NOTHING_EVICTED(BrokenPages::namesNothingEvicted, 6, 10),
    NAMES_WHAT_WAS_EVICTED_LONG_AGO(BrokenPages::namesWhatWasEvictedLongAgo, 6),
    DOUBLES_AFTER_A_LOST_ANSWER(BrokenAppends::doublesAfterALostAnswer, 8),
    ANSWERS_A_CONFLICT_AS_A_REPEAT(BrokenAppends::answersAConflictAsARepeat, 8, 14),
    REMEMBERS_FAILURES(BrokenAppends::remembersFailures, 8, 14),
    FORGETS_WHO_PUBLISHED(BrokenAppends::forgetsWhoPublished, 8),
    READS_WHEN_CLOSED(BrokenPages::readsWhenClosed, 9),
    HANGS_WHEN_CLOSED(BrokenPages::hangsWhenClosed, 9),
    FORGETS_SILENTLY(BrokenPages::forgetsSilently, 10),
    SUSPECTS_ALL_WHEN_ONE_IS_FORGOTTEN(BrokenPages::suspectsAllWhenOneIsForgotten, 10),
    HAS_ALWAYS_THE_SAME_EPOCH(BrokenLives::hasAlwaysTheSameEpoch, 11),
    COUNTS_ONE_TOO_FEW(BrokenLives::countsOneTooFew, 12),
    LISTS_TOPICS_IN_ANY_ORDER(BrokenLives::listsTopicsInAnyOrder, 12),
    GIVES_A_LEASE_TO_EVERYBODY(BrokenLives::givesALeaseToEverybody, 13, 14),
    IGNORES_FENCES(BrokenAppends::ignoresFences, 14);

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
                        Math.max(1, whole.events() / 2), whole.age().dividedBy(2), Math.max(1, whole.bytes() / 2)),
                bounds.logBytes() / 2,
                bounds.topics(),
                bounds.idempotencyAge().dividedBy(2));
    }

    Set<Integer> rules() {
        return rules;
    }
}
