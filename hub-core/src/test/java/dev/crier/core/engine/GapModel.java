package dev.crier.core.engine;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One random life of a hub: publishes, evicts, subscribes, cuts, stalls, drains, answers and fails reads of the log, replaces
 * the history and restarts, one after the other, and waits in between until nothing moves.
 *
 * <p>Real {@link Hub}, {@link Fanout} and Vert.x, but one event loop for all, so that a seed is a life. The log is a
 * {@link ModelLog}, the readers are {@link ModelStream}s, which judge.
 */
final class GapModel {

    /** As many pages as a hub reads at a time; with fewer under way, none waits for its turn. */
    static final int PAGES_AT_A_TIME = 4;

    private static final int QUIET_TURNS = 9;
    private static final List<String> TOPICS = List.of("a", "a/x", "a/y", "b", "b/x", "c", "quiet");
    private static final List<List<String>> FILTERS = List.of(
            List.of("**"),
            List.of("a"),
            List.of("a/**"),
            List.of("*/x"),
            List.of("a", "b"),
            List.of("b/*", "c"),
            List.of("quiet"),
            List.of("quiet", "c"));

    /** A client that comes back: what it asks for, and the last id that it got. */
    private record Client(List<String> filter, Optional<String> lastId) {}

    /** A stream that a client has open. */
    private record Open(List<String> filter, ModelStream stream, Subscription subscription) {}

    private final Vertx vertx;
    private final Random random;
    private final HubOptions options;
    private final ModelLog log;
    private final boolean logFails;
    private final boolean forgets;
    private final Promise<Void> over = Promise.promise();
    private final List<Open> streams = new ArrayList<>();
    private final List<Client> away = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private Optional<AssertionError> failure = Optional.empty();
    private Context context;
    private Hub hub;
    private Fanout fanout;
    private String deployment;
    private long activity;
    private int published;
    private int steps;

    GapModel(Vertx vertx, long seed) {
        this.vertx = vertx;
        this.random = new Random(seed);
        this.steps = 20 + random.nextInt(100);
        this.logFails = random.nextInt(100) == 0;
        this.forgets = random.nextInt(8) == 0;
        this.options = HubOptions.DEFAULT
                .withWindowBytes(600 + random.nextInt(6_000))
                .withHeartbeat(Duration.ofDays(1))
                .withStallTimeout(Duration.ofDays(1))
                .withBehind(random.nextInt(4) == 0 ? HubOptions.Behind.CLOSE : HubOptions.Behind.GAP);
        this.log = new ModelLog(random, 1 + random.nextInt(8), this::answered, this::activity);
    }

    static Vertx oneLoop() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    }

    // ---- for the streams

    ModelLog log() {
        return log;
    }

    boolean closesBehind() {
        return options.behind() == HubOptions.Behind.CLOSE;
    }

    boolean logFails() {
        return logFails;
    }

    long windowFloor() {
        return fanout.parts().window().bounds().floorPosition();
    }

    long head() {
        return fanout.parts().window().bounds().headPosition();
    }

    void activity() {
        activity++;
    }

    private void answered(ModelLog.Read read) {
        streams.forEach(open -> open.stream().page(read));
    }

    /** The first thing that is wrong ends the life. */
    void check(boolean right, ModelStream stream, Object... what) {
        if (!right && failure.isEmpty()) {
            failure = Optional.of(new AssertionError(Arrays.toString(what) + "\n  in the " + stream
                    + "\n  window above " + windowFloor()
                    + "\n  history "
                    + log.history(log.epoch()).values().stream()
                            .map(record ->
                                    record.position() + ":" + record.event().topic()
                                            + (record.position()
                                                            <= log.evicted(record.event()
                                                                    .topic())
                                                    ? "-"
                                                    : ""))
                            .toList()
                    + "\n  after " + String.join(", ", story)));
        }
    }

    // ---- a life

    Future<Void> live() {
        startHub().onComplete(started -> {
            if (started.failed()) {
                over.fail(started.cause());
            } else {
                settle(this::next);
            }
        });
        return over.future();
    }

    private Future<?> startHub() {
        hub = Hub.create(vertx, log, options);
        return hub.start()
                .compose(started -> vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        GapModel.this.context = context;
                        fanout = hub.fanout();
                        return Future.succeededFuture();
                    }
                }))
                .onSuccess(id -> deployment = id);
    }

    private Future<?> stopHub() {
        for (Open open : List.copyOf(streams)) {
            cut(open);
        }
        return vertx.undeploy(deployment).compose(undeployed -> hub.stop());
    }

    private void next() {
        streams.removeIf(open -> {
            if (!open.stream().open()) {
                away.add(new Client(
                        open.filter(), open.stream().lastId(open.stream().frames())));
            }
            return !open.stream().open();
        });
        streams.forEach(open -> open.stream().settled());
        if (failure.isPresent()) {
            end();
        } else if (steps-- > 0) {
            act();
        } else {
            rest(500);
        }
    }

    private void act() {
        int what = random.nextInt(100);
        if (what < 30) {
            publish();
        } else if (what < 45) {
            subscribe();
        } else if (what < 70) {
            serve();
        } else if (what < 80 && !streams.isEmpty()) {
            Open open = any(streams);
            note("drain " + streams.indexOf(open));
            open.stream().drain(random.nextInt(5));
        } else if (what < 88 && !streams.isEmpty()) {
            Open open = any(streams);
            note("cut " + streams.indexOf(open));
            cut(open);
        } else if (what < 95) {
            Topic topic = Topic.of(any(TOPICS));
            note("evict " + topic);
            log.evict(topic, 1 + random.nextInt(3));
            if (forgets && random.nextBoolean()) {
                log.forget(topic);
            }
        } else if (what == 95) {
            note("replace the history");
            log.replace();
        } else if (what == 96) {
            restart();
            return;
        }
        settle(this::next);
    }

    private void publish() {
        int events = 1 + random.nextInt(1 + random.nextInt(12));
        note("publish " + events);
        for (int i = 0; i < events; i++) {
            Topic topic = Topic.of(any(TOPICS.subList(0, 1 + random.nextInt(TOPICS.size()))));
            hub.publisher().publish(EventDraft.of(topic, "d" + published++)).onComplete(done -> activity());
        }
    }

    private void subscribe() {
        List<String> filter = any(FILTERS);
        Start start = switch (random.nextInt(8)) {
            case 0 -> Start.earliest();
            case 1 -> Start.last(1 + random.nextInt(5));
            case 2 -> Start.after(any(List.of("nonsense", "e0-99999999", "other-3", "e0-1")));
            default -> Start.live();
        };
        if (!away.isEmpty() && random.nextInt(3) > 0) {
            Client client = away.remove(random.nextInt(away.size()));
            filter = client.filter();
            start = client.lastId().map(Start::after).orElse(Start.live());
        }
        note("subscribe " + filter + " " + start);
        // A filter object of its own for each stream, by which the log knows whose read it is.
        ModelStream stream = new ModelStream(
                this,
                TopicFilter.anyOf(filter),
                random.nextBoolean() ? WireFormat.SSE : WireFormat.NDJSON,
                start,
                random.nextInt(4) == 0 ? random.nextInt(4) : 1_000_000);
        streams.add(new Open(filter, stream, fanout.subscribe(stream.request(), stream)));
    }

    private void serve() {
        if (!log.reads().isEmpty()) {
            ModelLog.Read read = any(log.reads());
            if (logFails && random.nextInt(10) == 0) {
                note("fail a read of " + read.filter);
                streams.forEach(open -> open.stream().failed(read));
                log.fail(read);
            } else {
                note((read.made() ? "answer" : "make") + " a read of " + read.filter);
                log.serve(read);
            }
        }
    }

    /** The network drops a stream; the last of what was written never arrives. */
    private void cut(Open open) {
        streams.remove(open);
        open.subscription().cancel();
        int frames = open.stream().frames();
        away.add(new Client(open.filter(), open.stream().lastId(frames - random.nextInt(1 + Math.min(frames, 5)))));
    }

    private void restart() {
        boolean empty = random.nextBoolean();
        note("restart " + (empty ? "with nothing" : "with all"));
        stopHub()
                .compose(stopped -> {
                    if (empty) {
                        log.lose();
                    }
                    return startHub();
                })
                .onSuccess(started -> settle(this::next))
                .onFailure(over::fail);
    }

    /** In the end everybody has room and the log answers: then everybody has got, or was told of, everything. */
    private void rest(int patience) {
        log.beEager();
        streams.forEach(open -> open.stream().drain(1_000_000));
        settle(() -> {
            streams.removeIf(open -> !open.stream().open());
            streams.forEach(open -> open.stream().settled());
            boolean retry = streams.stream().anyMatch(open -> open.stream().retries());
            if (retry && failure.isEmpty() && patience > 0) {
                // A failed read is tried again a little later, in real time.
                vertx.setTimer(20, later -> rest(patience - 1));
            } else {
                end();
            }
        });
    }

    private void end() {
        stopHub().onComplete(stopped -> {
            if (failure.isPresent()) {
                over.fail(failure.get());
            } else {
                over.complete();
            }
        });
    }

    // ---- small things

    private void note(String what) {
        story.add(what);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Goes on when the loop has turned so often without anything happening. */
    private void settle(Runnable then) {
        turn(0, activity, then);
    }

    private void turn(int quiet, long seen, Runnable then) {
        context.runOnContext(nothing -> {
            if (!fanout.parts().spare().idle()) {
                vertx.setTimer(1, timer -> turn(0, activity, then));
            } else if (activity != seen) {
                turn(0, activity, then);
            } else if (quiet < QUIET_TURNS) {
                turn(quiet + 1, seen, then);
            } else {
                then.run();
            }
        });
    }
}
