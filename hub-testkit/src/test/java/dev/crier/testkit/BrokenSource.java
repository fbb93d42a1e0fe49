package dev.crier.testkit;

import dev.crier.core.spi.EventSource;

/** Ways to break a sound source, each with the rule that it breaks. */
enum BrokenSource {
    UNLISTED(BrokenForms.Unlisted.class, 1),
    WANTS_AN_ARGUMENT(BrokenForms.WantsAnArgument.class, 1),
    STARTS_A_THREAD_WHEN_MADE(BrokenForms.StartsAThreadWhenMade.class, 1),
    HAS_A_TYPE_FOR_EACH_INSTANCE(BrokenForms.HasATypeForEachInstance.class, 2),
    HAS_A_TYPE_IN_CAPITALS(BrokenForms.HasATypeInCapitals.class, 2),
    TAKES_ANY_KEY(BrokenForms.TakesAnyKey.class, 3),
    REFUSES_WITHOUT_A_REASON(BrokenForms.RefusesWithoutAReason.class, 3),
    TAKES_WHAT_IT_CANT_RUN_WITH(BrokenForms.TakesWhatItCantRunWith.class, 3),
    BLAMES_NO_KEY(BrokenForms.BlamesNoKey.class, 3),
    NEVER_SAYS_THAT_IT_RUNS(BrokenRuns.NeverSaysThatItRuns.class, 4),
    FAILS_ITS_START(BrokenRuns.FailsItsStart.class, 4),
    BLOCKS_AFTER_A_FAILURE(BrokenRuns.BlocksAfterAFailure.class, 4),
    HAS_A_TOPIC_OF_ITS_OWN(BrokenTicks.HasATopicOfItsOwn.class, 5),
    PUBLISHES_PAST_ITS_CONTEXT(BrokenTicks.PublishesPastItsContext.class, 5),
    PUBLISHES_WHAT_NOBODY_MAY(BrokenTicks.PublishesWhatNobodyMay.class, 5),
    PUBLISHES_WHAT_IS_NO_EVENT(BrokenTicks.PublishesWhatIsNoEvent.class, 5),
    LEAVES_A_THREAD(BrokenRuns.LeavesAThread.class, 6),
    LEAVES_A_VERTICLE(BrokenRuns.LeavesAVerticle.class, 6),
    GOES_ON_AFTER_ITS_STOP(BrokenRuns.GoesOnAfterItsStop.class, 6),
    STOPS_WHEN_ALL_IS_ANSWERED(BrokenRuns.StopsWhenAllIsAnswered.class, 7),
    STOPS_ONLY_ONCE(BrokenRuns.StopsOnlyOnce.class, 7),
    STOPS_ONLY_WHAT_HAS_STARTED(BrokenRuns.StopsOnlyWhatHasStarted.class, 7),
    IGNORES_INTERRUPTS(BrokenRuns.IgnoresInterrupts.class, 7),
    DOES_NOT_WAIT(BrokenTicks.DoesNotWait.class, 8),
    DOES_NOT_WAIT_FOR_BATCHES(BrokenTicks.DoesNotWaitForBatches.class, 8),
    PASSES_OVER_FAILURES(BrokenTicks.PassesOverFailures.class, 9),
    COUNTS_FOR_ALL(BrokenTicks.CountsForAll.class, 10),
    TAKES_THE_NEWEST_CONTEXT(BrokenTicks.TakesTheNewestContext.class, 10),
    STOPS_ALL(BrokenTicks.StopsAll.class, 10),
    LEAVES_ITS_LOCK(BrokenRuns.LeavesItsLock.class, 11),
    FORGETS_ITS_PLACE(BrokenReaders.ForgetsItsPlace.class, 12),
    KEEPS_ITS_PLACE_TOO_EARLY(BrokenReaders.KeepsItsPlaceTooEarly.class, 12),
    REPEATS_WITHOUT_A_KEY(BrokenReaders.RepeatsWithoutAKey.class, 12),
    BEGINS_AT_THE_END(BrokenReaders.BeginsAtTheEnd.class, 12),
    HAS_A_TIMER_OF_ITS_OWN(BrokenTicks.HasATimerOfItsOwn.class, 13),
    PRINTS(BrokenTicks.Prints.class, 14);

    private final Class<? extends EventSource<?>> source;
    private final int rule;

    BrokenSource(Class<? extends EventSource<?>> source, int rule) {
        this.source = source;
        this.rule = rule;
    }

    Class<? extends EventSource<?>> source() {
        return source;
    }

    boolean reader() {
        return ReaderSource.class.isAssignableFrom(source);
    }

    boolean loop() {
        return LoopSource.class.isAssignableFrom(source);
    }

    int rule() {
        return rule;
    }
}
