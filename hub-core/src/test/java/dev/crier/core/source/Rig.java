package dev.crier.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.spi.EventLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A supervisor with a small hub around it that remembers what it was given, on time that the test moves. */
final class Rig implements AutoCloseable {

    static final Topic TOPIC = Topic.of("test");

    final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    final VirtualTime time = new VirtualTime();
    final BlockingQueue<EventDraft> events = new LinkedBlockingQueue<>();
    final BlockingQueue<JsonNode> reports = new LinkedBlockingQueue<>();
    final SourceStates states = SourceStates.inMemory();
    private final AtomicLong position = new AtomicLong();
    volatile Function<EventDraft, Future<EventId>> publish = this::accept;
    SourceOptions options = SourceOptions.DEFAULT;
    EventLog log = new EmptyLog();
    private SourceSupervisor supervisor;

    Future<EventId> accept(EventDraft draft) {
        events.add(draft);
        return Future.succeededFuture(nextId());
    }

    EventId nextId() {
        return new EventId("test", position.incrementAndGet());
    }

    private Future<EventId> report(EventDraft draft) {
        try {
            reports.add(new ObjectMapper().readTree(draft.data()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Future.succeededFuture(nextId());
    }

    /** A supervisor of these types that has nothing to do yet. */
    SourceSupervisor supervisor(SourceType... types) throws Exception {
        SourceHub hub = new SourceHub(
                draft -> publish.apply(draft), this::report, log, URI.create("http://127.0.0.1:8080"), states);
        SourceCatalog catalog = SourceCatalog.of(List.of(types));
        supervisor = onContext(() -> new SourceSupervisor(vertx, catalog, hub, options, time.timing()));
        return supervisor;
    }

    /** Starts one source of each type, named like it. */
    SourceSupervisor start(SourceType... types) throws Exception {
        supervisor(types);
        await(supervisor.startAll(Arrays.stream(types)
                .map(type -> new SourceDefinition(type.name(), type.name(), JsonNodeFactory.instance.objectNode()))
                .toList()));
        return supervisor;
    }

    private <T> T onContext(Supplier<T> task) throws Exception {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> done.complete(task.get()));
        return await(done.future());
    }

    /** Waits until the supervisor has done all that it was told. */
    void settle() throws Exception {
        onContext(() -> null);
    }

    SourceSupervisor supervisor() {
        return supervisor;
    }

    SourceStatus status(String source) {
        return supervisor.statuses().stream()
                .filter(status -> status.name().equals(source))
                .findFirst()
                .orElseThrow();
    }

    static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    EventDraft nextEvent() throws InterruptedException {
        EventDraft event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("an event").isNotNull();
        return event;
    }

    /** The next report in this state; those before it are dropped. */
    JsonNode awaitReport(String source, SourceStatus.State state) throws InterruptedException {
        List<JsonNode> seen = new ArrayList<>();
        while (true) {
            JsonNode report = reports.poll(10, TimeUnit.SECONDS);
            assertThat(report)
                    .as("a report of %s being %s, after %s", source, state, seen)
                    .isNotNull();
            if (report.path("name").asText().equals(source)
                    && report.path("state").asText().equals(state.toString())) {
                return report;
            }
            seen.add(report);
        }
    }

    /** The next detail of a source that begins like this. */
    String awaitDetail(String source, String beginning) throws InterruptedException {
        while (!status(source).detail().startsWith(beginning)) {
            assertThat(reports.poll(10, TimeUnit.SECONDS))
                    .as("a report, while %s is %s", source, status(source))
                    .isNotNull();
        }
        return status(source).detail();
    }

    /** Waits until each of these is in that state; drops all reports on the way. */
    void awaitStates(SourceStatus.State state, String... sources) throws InterruptedException {
        for (String source : sources) {
            while (status(source).state() != state) {
                assertThat(reports.poll(10, TimeUnit.SECONDS))
                        .as("a report, while %s is %s", source, status(source))
                        .isNotNull();
            }
        }
    }

    /** Moves on by a wait that something is sure to have asked for. */
    void pass(Duration wait) throws InterruptedException {
        time.awaitTask(wait);
        time.advance(wait);
    }

    @Override
    public void close() throws Exception {
        if (supervisor != null) {
            await(supervisor.stopAll());
        }
        await(vertx.close());
    }
}
