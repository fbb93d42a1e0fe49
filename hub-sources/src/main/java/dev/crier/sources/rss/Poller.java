package dev.crier.sources.rss;

import dev.crier.core.TopicFilter;
import dev.crier.core.spi.SourceContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads one feed again and again: what to ask for, what an answer means, and when to ask next.
 *
 * <p>A read that goes wrong is part of the job: it shows in the source's health, and the next one comes later. What was
 * published is remembered together with what recognises the document, and only after the hub has acknowledged it, so a crash
 * at any point repeats at most what an idempotency key recognises. Confined to the thread of the source.
 */
final class Poller {

    private static final double JITTER = 0.1;

    private final RssSettings settings;
    private final SourceContext context;
    private final Fetcher fetcher;
    private final WorkerExecutor worker;
    private final Timetable timetable;
    private final ItemEvents events;
    private @Nullable Memory memory;
    private boolean throughMove;
    private int failures;
    private boolean stopped;

    Poller(RssSettings settings, SourceContext context, Fetcher fetcher, WorkerExecutor worker) {
        this.settings = settings;
        this.context = context;
        this.fetcher = fetcher;
        this.worker = worker;
        this.timetable = new Timetable(settings.every());
        this.events = new ItemEvents(settings.topic(), "source/" + context.name());
    }

    /** Nothing is published any more. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** One read; gives the wait until the next. */
    Future<Duration> poll() {
        return memory().compose(known -> {
            Duration early = Duration.between(now(), known.notBefore());
            if (!early.isNegative() && !early.isZero() && early.compareTo(Timetable.LONGEST) <= 0) {
                return Future.succeededFuture(early);
            }
            return fetch(known).compose(answer -> answered(known, answer)).recover(cause -> failed(known, cause));
        });
    }

    /** What is remembered; nothing of what was published if the hub's history doesn't hold it any more. */
    private Future<Memory> memory() {
        Memory present = memory;
        if (present != null) {
            return Future.succeededFuture(present);
        }
        return Memory.load(context.state(), settings.url())
                .compose(loaded -> context.historyEmpty(TopicFilter.exactly(settings.topic()))
                        .compose(empty -> {
                            if (empty) {
                                loaded.forgetPublished();
                            }
                            return loaded.save();
                        })
                        .map(saved -> {
                            memory = loaded;
                            return loaded;
                        }));
    }

    private Future<Answer> fetch(Memory known) {
        if (settings.own()) {
            String hub = context.hub().toString();
            String origin = hub.endsWith("/") ? hub.substring(0, hub.length() - 1) : hub;
            return fetcher.fetch(FeedUrl.of(origin + settings.url()), true, known.validators());
        }
        Optional<FeedUrl> moved = known.moved();
        throughMove = moved.isPresent();
        return fetcher.fetch(moved.orElseGet(() -> FeedUrl.of(settings.url())), false, known.validators());
    }

    private Future<Duration> answered(Memory known, Answer answer) {
        return switch (answer.status()) {
            case 200 ->
                worker.executeBlocking(() -> FeedReader.read(answer, settings.maxBytes()))
                        .compose(feed -> publish(known, feed, answer));
            case 304 -> unchanged(known, answer);
            case 410 -> gone(answer);
            case 429, 503 -> later(known, answer);
            default -> Future.failedFuture(new FeedException(answer.url().shown() + " answered " + shown(answer)));
        };
    }

    private Future<Duration> unchanged(Memory known, Answer answer) {
        if (!known.validators().appliesTo(answer.url())) {
            return Future.failedFuture(new FeedException(
                    answer.url().shown() + " answered 304 Not Modified to a request without conditions"));
        }
        return succeeded(known, answer, List.of());
    }

    private Future<Duration> publish(Memory known, Feed feed, Answer answer) {
        if (stopped) {
            return Future.failedFuture("the source was stopped");
        }
        if (feed.items().isEmpty() && !feed.problems().isEmpty()) {
            return Future.failedFuture(new FeedException(
                    answer.url().shown() + " holds nothing that can be read: " + String.join("; ", feed.problems())));
        }
        List<FeedItem> newest =
                Newest.first(feed.items()).stream().limit(Seen.LOOKED_AT).toList();
        List<FeedItem> fresh = new ArrayList<>(known.seen()
                .unknown(
                        known.baseline()
                                ? newest
                                : newest.stream().limit(settings.initial()).toList()));
        Collections.reverse(fresh);
        return new Publication(fresh, item -> events.draft(item, feed.title()), context::emit, known.seen())
                .start()
                .onFailure(cause -> known.save())
                .compose(refused -> {
                    for (int i = newest.size() - 1; i >= 0; i--) {
                        known.seen().add(newest.get(i));
                    }
                    known.read(feed.pace(), feed.problems().isEmpty() ? validators(answer) : Validators.NONE);
                    List<String> problems = new ArrayList<>(feed.problems());
                    problems.addAll(refused);
                    return succeeded(known, answer, problems);
                });
    }

    /** A document that was not whole is asked for again, even if its server says that it is unchanged. */
    private static Validators validators(Answer answer) {
        return new Validators(answer.url().toString(), answer.header("ETag"), answer.header("Last-Modified"));
    }

    private Future<Duration> succeeded(Memory known, Answer answer, List<String> problems) {
        failures = 0;
        if (!throughMove && !settings.own()) {
            known.redirected(answer.movedTo());
        }
        known.notBefore(Instant.EPOCH);
        return known.save().map(saved -> {
            if (problems.isEmpty()) {
                context.healthy();
            } else {
                context.degraded(answer.url().shown() + ": " + String.join("; ", problems));
            }
            return jittered(timetable.afterSuccess(answer.headers(), known.pace(), now()));
        });
    }

    /** Asked too often, or at a bad time: the server may say when it wants to be asked again, and that outlives a restart. */
    private Future<Duration> later(Memory known, Answer answer) {
        failures++;
        Duration wait = timetable.afterFailure(failures);
        Optional<Duration> asked = timetable.retryAfter(answer.headers(), now());
        if (asked.isPresent() && asked.get().compareTo(wait) > 0) {
            wait = asked.get();
        }
        asked.ifPresent(least -> known.notBefore(now().plus(least)));
        context.degraded(answer.url().shown() + " answered " + shown(answer)
                + asked.map(least -> "; it wants to be left alone for " + least.toSeconds() + " s")
                        .orElse(""));
        Duration next = jittered(wait);
        return known.save().map(saved -> next);
    }

    /** No further read, until somebody starts the source again: whoever answers this way means it. */
    private Future<Duration> gone(Answer answer) {
        if (throughMove) {
            return Future.failedFuture(new FeedException(answer.url().shown() + " answered " + shown(answer)));
        }
        context.degraded(answer.url().shown() + " answered " + shown(answer)
                + ": the feed is gone for good and isn't read any more; remove it from the configuration");
        return Promise.<Duration>promise().future();
    }

    private Future<Duration> failed(Memory known, Throwable cause) {
        if (stopped) {
            return Future.failedFuture(cause);
        }
        failures++;
        Duration next = jittered(timetable.afterFailure(failures));
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        context.degraded(message);
        context.logger().warn("{}; the next try is in {} s", message, next.toSeconds());
        if (!(cause instanceof FeedException)) {
            context.logger().debug("why it failed", cause);
        }
        if (!throughMove) {
            return Future.succeededFuture(next);
        }
        known.redirected(Optional.empty());
        return known.save().otherwiseEmpty().map(saved -> next);
    }

    private static String shown(Answer answer) {
        String reason = HttpResponseStatus.valueOf(answer.status()).reasonPhrase();
        return answer.status() + " " + reason;
    }

    private Instant now() {
        return context.clock().instant();
    }

    /** A little later, never earlier, so that feeds of one server aren't read in step. */
    private static Duration jittered(Duration wait) {
        return wait.plusMillis((long) (ThreadLocalRandom.current().nextDouble() * JITTER * wait.toMillis()));
    }
}
