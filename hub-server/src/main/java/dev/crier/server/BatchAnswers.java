package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.engine.PublishOutcome;
import dev.crier.server.http.Problem;
import dev.crier.server.http.Resource;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts in words what became of the lines of a batch. One instance for each request, on its event loop. */
final class BatchAnswers {

    /** A line that was read: an event to publish, or why there is none. */
    record Line(
            int number,
            @Nullable EventDraft draft,
            @Nullable Problem refusal) {}

    /** Lines that were published together, and what became of those that have an event. */
    record Piece(List<Line> lines, Future<List<PublishOutcome>> outcomes) {}

    private final HttpServerRequest request;
    private final Consumer<Throwable> refused;

    /**
     * Makes one.
     *
     * @param refused hears why a line wasn't taken
     */
    BatchAnswers(HttpServerRequest request, Consumer<Throwable> refused) {
        this.request = request;
        this.refused = refused;
    }

    /** A line for each line of a piece whose outcomes are there. */
    void append(StringBuilder answers, Piece done) {
        int next = 0;
        for (Line line : done.lines()) {
            EventDraft draft = line.draft();
            if (draft == null) {
                appendError(answers, line, line.refusal());
            } else if (done.outcomes().failed()) {
                appendError(answers, line, refusal(done.outcomes().cause()));
            } else {
                append(answers, line, draft, done.outcomes().result().get(next++));
            }
        }
    }

    private void append(StringBuilder answers, Line line, EventDraft draft, PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Accepted accepted) {
            PublishHandler.appendAccepted(answers, accepted.id(), draft.topic());
        } else {
            appendError(answers, line, refusal(((PublishOutcome.Refused) outcome).cause()));
        }
    }

    /** Why a line wasn't taken, as its publisher is told; counts it. */
    Problem refusal(Throwable failure) {
        refused.accept(failure);
        return Problem.of(failure).orElseGet(() -> Resource.hidden(request, failure));
    }

    private static void appendError(StringBuilder answers, Line line, @Nullable Problem problem) {
        answers.append(new JsonObject()
                        .put("error", Objects.requireNonNull(problem).json().put("line", line.number()))
                        .encode())
                .append('\n');
    }
}
