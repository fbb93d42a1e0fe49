package dev.crier.testkit;

import dev.crier.core.EventDraft;
import dev.crier.core.Fence;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Logs that answer appends wrongly. */
final class BrokenAppends {

    private BrokenAppends() {}

    static EventLog reusesAPosition(EventLog log) {
        return new OtherAnswers(log) {
            @Override
            Appended answer(Appended sound) {
                return sound.position() % 50 == 0 ? new Appended(sound.position() - 1, sound.repeated()) : sound;
            }
        };
    }

    static EventLog changesLineEnds(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Appended> append(EventDraft draft) {
                return super.append(EventDraft.of(draft.topic(), draft.data().replace("\r\n", "\n"))
                        .withType(draft.type())
                        .withKey(draft.key())
                        .withIdempotency(draft.idempotency())
                        .withFence(draft.fence()));
            }
        };
    }

    static EventLog ignoresFences(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Appended> append(EventDraft draft) {
                return super.append(draft.withFence(Fence.NONE));
            }
        };
    }

    static EventLog doublesAfterALostAnswer(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Appended> append(EventDraft draft) {
                return super.append(draft.withIdempotency(IdempotencyKey.NONE));
            }
        };
    }

    static EventLog answersAConflictAsARepeat(EventLog log) {
        return new ForwardingLog(log) {
            private final Map<IdempotencyKey, Appended> answers = new HashMap<>();

            @Override
            public Future<Appended> append(EventDraft draft) {
                return super.append(draft)
                        .onSuccess(answer -> answers.put(draft.idempotency(), answer))
                        .recover(refused -> draft.idempotency().present() && answers.containsKey(draft.idempotency())
                                ? Future.succeededFuture(answers.get(draft.idempotency()))
                                : Future.failedFuture(refused));
            }
        };
    }

    static EventLog remembersFailures(EventLog log) {
        return new ForwardingLog(log) {
            private final Map<IdempotencyKey, Throwable> failures = new HashMap<>();

            @Override
            public Future<Appended> append(EventDraft draft) {
                Throwable failure = failures.get(draft.idempotency());
                return failure != null
                        ? Future.failedFuture(failure)
                        : super.append(draft).onFailure(refused -> failures.put(draft.idempotency(), refused));
            }
        };
    }

    static EventLog forgetsWhoPublished(EventLog log) {
        return new ForwardingLog(log) {
            @Override
            public Future<Appended> append(EventDraft draft) {
                IdempotencyKey key = draft.idempotency();
                return super.append(draft.withIdempotency(new IdempotencyKey("anybody", key.key())));
            }
        };
    }

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
}
