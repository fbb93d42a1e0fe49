package dev.crier.core.source;

import static dev.crier.core.source.Rig.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.EventDraft;
import dev.crier.core.source.SourceStatus.State;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceSupervisorTest {

    private final Rig rig = new Rig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void a_source_that_starts_is_running_and_what_it_emits_is_published() throws Exception {
        rig.start(ScriptedSource.type("well", context -> {
            context.emit(EventDraft.of(TOPIC, "hello"));
            return Future.succeededFuture();
        }));

        assertThat(rig.nextEvent().data()).isEqualTo("hello");
        rig.awaitReport("well", State.STARTING);
        rig.awaitReport("well", State.RUNNING);
        assertThat(rig.status("well").state()).isEqualTo(State.RUNNING);
        assertThat(rig.status("well").emitted()).isEqualTo(1);
        assertThat(rig.status("well").lastEvent()).contains(rig.time.instant());
    }

    @Test
    void a_source_that_fails_is_started_again_after_a_back_off_as_a_fresh_instance() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        rig.start(ScriptedSource.type(
                "flaky",
                context -> starts.incrementAndGet() == 1 ? Future.failedFuture("no luck") : Future.succeededFuture()));

        JsonNode report = rig.awaitReport("flaky", State.BACKING_OFF);
        assertThat(report.path("detail").asText()).isEqualTo("starts again in 1.5 s after: no luck");
        assertThat(rig.status("flaky").lastError()).contains("no luck");

        rig.pass(Duration.ofMillis(1500));
        rig.awaitReport("flaky", State.RUNNING);
        assertThat(rig.status("flaky").restarts()).isEqualTo(1);
        assertThat(rig.status("flaky").lastError()).contains("no luck");
    }
}
