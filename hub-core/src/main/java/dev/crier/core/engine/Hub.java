package dev.crier.core.engine;

import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.spi.EventLog;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogState;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The core in one object: a log, its window, the sequencer in front of them, and a fan-out for each event loop that asks.
 *
 * <p>Safe on any thread, but for {@link #fanout()}.
 */
public final class Hub {

    private static final int PAGES_AT_A_TIME = 4;
    private static final int QUESTIONS_AT_A_TIME = 2;
    /** So many more may wait for their turn. */
    private static final int MOST_QUESTIONS = 1_000;
    /** So many of them may be of one asker. */
    private static final int MOST_OF_ONE = 100;

    /** How long a page may take to read, and a question to be answered. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final EventLog log;
    private final HubOptions options;
    private final Duration patience;
    private final HubCounts counts = new HubCounts();
    private final Window window;
    private final Backlog backlog;
    private final Sequencer sequencer;
    private final Interest interest = new Interest();
    private final ReplayBudget budget;
    private final ReplayBudget questions;
    private volatile @Nullable String deployment;

    private Hub(Vertx vertx, EventLog log, HubOptions options, Duration patience) {
        this.vertx = vertx;
        this.log = log;
        this.options = options;
        this.patience = patience;
        this.budget = new ReplayBudget(PAGES_AT_A_TIME, patience);
        this.questions = new ReplayBudget(QUESTIONS_AT_A_TIME, patience, MOST_QUESTIONS, MOST_OF_ONE);
        this.window = new Window(options.windowBytes());
        this.backlog = new Backlog(options.pendingBytes(), counts.intake());
        this.sequencer = new Sequencer(log, window, backlog, options.eventBytes(), counts.intake());
        LocalCodec.register(vertx.eventBus(), dev.crier.core.EventDraft.class);
        LocalCodec.register(vertx.eventBus(), EventId.class);
        LocalCodec.register(vertx.eventBus(), Submission.class);
        LocalCodec.register(vertx.eventBus(), Submission.Answer.class);
    }

    /** Makes a hub that is not started; one for each Vert.x. */
    public static Hub create(Vertx vertx, EventLog log, HubOptions options) {
        return create(vertx, log, options, PATIENCE);
    }

    /** The same with another patience for its log. */
    static Hub create(Vertx vertx, EventLog log, HubOptions options, Duration patience) {
        return new Hub(vertx, log, options, patience);
    }

    /** Opens the log and begins to take events. */
    public Future<Void> start() {
        return vertx.deployVerticle(sequencer).onSuccess(id -> deployment = id).mapEmpty();
    }

    /** The way in for sources and publishers. */
    public Publisher publisher() {
        return new Publisher(vertx.eventBus(), backlog, false);
    }

    /**
     * The way in for the publishers of the current event loop, all of them together.
     *
     * @throws IllegalStateException if this isn't called on an event loop
     */
    public TurnPublisher turnPublisher() {
        return new TurnPublisher(publisher(), currentLoop());
    }

    /** The way in for the hub's own events, below {@code hub/}. */
    public Publisher ownPublisher() {
        return new Publisher(vertx.eventBus(), backlog, true);
    }

    /** The history. */
    public EventLog log() {
        return log;
    }

    /** The bounds and times of this hub. */
    public HubOptions options() {
        return options;
    }

    /** The history's name and holes. */
    public Lineage lineage() {
        return window.bounds().lineage();
    }

    /** The id of a position in the present history. */
    public EventId id(long position) {
        return new EventId(lineage().epoch(), position);
    }

    /** The id of the newest event; of the place before the first one if there is none yet. */
    public EventId head() {
        return id(window.bounds().headPosition());
    }

    /** Whether events can be appended now. */
    public LogState state() {
        return sequencer.state();
    }

    /**
     * A fan-out for the current event loop: one for each verticle that serves subscribers.
     *
     * @throws IllegalStateException if this isn't called on an event loop
     */
    public Fanout fanout() {
        EventLoop loop = currentLoop();
        FanoutParts parts = new FanoutParts(
                loop, log, window, budget, options, new FrameJoiner(), new SpareTime(loop), counts.another());
        return new Fanout(parts, interest, sequencer::progressed);
    }

    private EventLoop currentLoop() {
        Context context = Vertx.currentContext();
        if (context == null || !context.isEventLoopContext()) {
            throw new IllegalStateException("this belongs to an event loop; ask for it in a verticle's start");
        }
        return new EventLoop(vertx, context);
    }

    /**
     * Asks the log something for somebody who isn't a subscriber, when the turn of the question comes: only a few are looked
     * into at a time, apart from what subscribers read, so that however many ask, those who stay notice little of it; and the
     * askers come in turn, so that one who asks much waits behind their own questions.
     *
     * @param asker whose question it is, by {@code equals}
     * @return the answer, on the caller's context; fails with a {@link BusyException} if too many wait already, in all or of this
     *     asker, or if it isn't there after 10 seconds, its turn or not
     */
    public <T> Future<T> ask(Object asker, Function<EventLog, Future<T>> question) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        long late = vertx.setTimer(patience.toMillis(), due -> answer.tryFail(new TimeoutException()));
        questions
                .read(asker, () -> answer.future().isComplete() ? answer.future() : question.apply(log))
                .onComplete(done -> caller.runOnContext(turn -> {
                    vertx.cancelTimer(late);
                    if (!answer.future().isComplete()) {
                        answer.handle(done);
                    }
                }));
        return answer.future()
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException
                                ? new BusyException("the history wasn't read in time; ask again later, or for less")
                                : failure));
    }

    /** How many subscriptions match each of some topics, over all event loops; counted on a worker thread. */
    public Future<Map<Topic, Long>> subscribers(Collection<Topic> topics) {
        return vertx.executeBlocking(() -> interest.of(topics), false).map(Objects::requireNonNull);
    }

    /** How many subscriptions there are, over all event loops. */
    public long subscribers() {
        return interest.total();
    }

    /** What the window holds, in bytes, overhead included. */
    public long windowBytes() {
        return window.bytes();
    }

    /** How many events the window holds. */
    public long windowEvents() {
        return window.events();
    }

    /** What waits for the log, in bytes. */
    public long pendingBytes() {
        return backlog.waiting();
    }

    /** What it has counted. */
    public HubCounts counts() {
        return counts;
    }

    /** Takes no more events and closes the log. */
    public Future<Void> stop() {
        String id = deployment;
        deployment = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }
}
