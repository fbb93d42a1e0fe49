package dev.crier.server;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.engine.PublishOutcome;
import dev.crier.core.engine.Publisher;
import dev.crier.server.BatchAnswers.Line;
import dev.crier.server.BatchAnswers.Piece;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Identity;
import dev.crier.server.http.BodyLimits;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.RequestBody;
import dev.crier.server.http.Room;
import dev.crier.server.limits.PublishRate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch: publishes its lines while they arrive, and answers each with a line, in order. A batch of any length needs
 * only so much memory: reading waits while too much waits for the log, or for a client that doesn't read its answers, and what
 * waits of all batches together has its bound.
 *
 * <p>One instance for each request, on its event loop. The lines of one piece of the body are published together.
 */
final class BatchPublish implements Lines.Listener {

    /** The media type of batches and their answers: JSON objects, one a line. */
    static final String MEDIA_TYPE = "application/x-ndjson";

    /** How many pieces may wait for the log before no more is read. */
    private static final int MOST_WAITING = 16;

    /** How many bytes of answers may be unread before no more is read; who sends all before reading gets that far. */
    private static final int MOST_UNREAD = 1 << 20;

    /** What a line has besides its data: names, quotes, a topic, a type and a key of full length. In bytes. */
    private static final int ENVELOPE_BYTES = 8 << 10;

    /** The longest key in the header, so that line numbers fit behind it. */
    private static final int LONGEST_KEY = IdempotencyKey.MAX_LENGTH - 15;

    private final Publisher publisher;
    private final AccessRules access;
    private final Identity identity;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String idempotency;
    private final BatchAnswers words;
    private final int lineBytes;
    private final Lines lines;
    private final BodyLimits body;
    private final Room.Claim room;
    private final Consumer<ProblemException> givenUp;
    private final Optional<PublishRate.Share> share;
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private List<Line> piece = new ArrayList<>();
    private @Nullable EventDraft last;
    private int number;
    private long unread;
    private boolean paused;
    private boolean ended;
    private boolean heard;
    private boolean gone;

    /**
     * Makes one.
     *
     * @param access who may publish where, asked for each line
     * @param identity who publishes
     * @param idempotency the key of the whole batch, empty for none; each line has its own, of it and its number
     * @param body of one event; how long nothing of the batch may come; and the room for what waits of it
     * @param share how fast the publisher may publish; empty if as fast as they like
     * @param refused hears why a line wasn't taken
     * @param givenUp ends a batch of which no more is taken, for a reason
     * @throws ProblemException 400 if the key is too long
     */
    BatchPublish(
            Publisher publisher,
            AccessRules access,
            Identity identity,
            HttpServerRequest request,
            String idempotency,
            BodyLimits body,
            Optional<PublishRate.Share> share,
            Consumer<Throwable> refused,
            Consumer<ProblemException> givenUp) {
        this.publisher = publisher;
        this.access = access;
        this.identity = identity;
        this.request = request;
        this.response = request.response();
        this.idempotency = idempotency;
        this.words = new BatchAnswers(request, refused);
        this.body = body;
        this.room = body.room().claim(request);
        this.givenUp = givenUp;
        this.share = share;
        this.lineBytes = lineBytes(body.bytes());
        this.lines = new Lines(lineBytes, this);
        if (idempotency.length() > LONGEST_KEY) {
            throw new ProblemException(
                    400,
                    "the Idempotency-Key of a batch has at most " + LONGEST_KEY + " characters, not "
                            + idempotency.length());
        }
    }

    /** How long a line may be whose event has so many bytes: every character of the data may be escaped by another one. */
    static int lineBytes(long eventBytes) {
        return (int) Math.min(2 * eventBytes + ENVELOPE_BYTES, Integer.MAX_VALUE / 2);
    }

    /**
     * Begins to read.
     *
     * @throws ProblemException 415 or 417 if the body can't be read
     */
    void begin() {
        RequestBody.expect(request);
        response.putHeader("Content-Type", MEDIA_TYPE);
        response.putHeader("Cache-Control", "no-store");
        response.exceptionHandler(broken -> leave());
        response.closeHandler(closed -> leave());
        request.exceptionHandler(broken -> leave());
        request.handler(this::read);
        request.endHandler(all -> {
            ended = true;
            lines.end();
            publish();
            answer();
        });
        listen();
    }

    /** Gives it up when nothing has come for the whole of the time, although the hub would have read it. */
    private void listen() {
        heard = false;
        Vertx vertx = Objects.requireNonNull(Vertx.currentContext(), "must be on an event loop")
                .owner();
        vertx.setTimer(body.time().toMillis(), over -> {
            if (ended || gone) {
                return;
            }
            if (heard || paused) {
                listen();
            } else {
                giveUp(body.late());
            }
        });
    }

    private void giveUp(ProblemException reason) {
        leave();
        givenUp.accept(reason);
    }

    /** Nobody hears an answer any more. */
    private void leave() {
        gone = true;
        lines.drop();
        room.release();
    }

    private void read(Buffer bytes) {
        heard = true;
        if (gone) {
            return;
        }
        lines.add(bytes);
        publish();
        if (!hasRoom() && unread == 0) {
            giveUp(BodyLimits.crowded());
        } else {
            pauseOrResume();
        }
    }

    /** Whether there is room for what waits: the begun line for its end, and answers for the client. */
    private boolean hasRoom() {
        return gone || response.ended() || room.hold(lines.unfinished() + unread);
    }

    // ---- lines

    @Override
    public void line(Buffer line) {
        number++;
        byte[] bytes = line.getBytes();
        if (isBlank(bytes)) {
            return;
        }
        try {
            share.ifPresent(PublishRate.Share::take);
            last = BatchLine.parse(bytes, idempotency(number), last);
            access.requirePublisher(identity, last.topic());
            piece.add(new Line(number, last, null));
        } catch (RuntimeException e) {
            piece.add(new Line(number, null, words.refusal(e)));
        }
    }

    @Override
    public void tooLong() {
        number++;
        String detail = "the line is longer than the " + lineBytes + " bytes that are allowed";
        piece.add(new Line(number, null, words.refusal(new ProblemException(413, detail))));
    }

    /** A header can't hold a line feed, so no single event has such a key. */
    private IdempotencyKey idempotency(int line) {
        return idempotency.isEmpty()
                ? IdempotencyKey.NONE
                : new IdempotencyKey(identity.principal(), idempotency + "\n" + line);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    // ---- publishing and answering

    private void publish() {
        if (piece.isEmpty()) {
            return;
        }
        List<EventDraft> drafts = new ArrayList<>();
        for (Line line : piece) {
            if (line.draft() != null) {
                drafts.add(line.draft());
            }
        }
        Future<List<PublishOutcome>> outcomes = publisher.publishAll(drafts);
        waiting.add(new Piece(piece, outcomes));
        piece = new ArrayList<>();
        outcomes.onComplete(done -> answer());
    }

    private void answer() {
        if (gone || response.ended()) {
            return;
        }
        StringBuilder answers = new StringBuilder();
        while (!waiting.isEmpty() && waiting.element().outcomes().isComplete()) {
            words.append(answers, waiting.remove());
        }
        if (ended && waiting.isEmpty()) {
            response.end(answers.toString());
            room.release();
            return;
        }
        if (answers.length() > 0) {
            write(Buffer.buffer(answers.toString()));
        }
        pauseOrResume();
    }

    private void write(Buffer answers) {
        if (!response.headWritten() && request.version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true);
        }
        unread += answers.length();
        response.write(answers).onComplete(written -> {
            unread -= answers.length();
            pauseOrResume();
        });
    }

    private void pauseOrResume() {
        boolean full = waiting.size() >= MOST_WAITING || unread > MOST_UNREAD || (!hasRoom() && unread > 0);
        if (full && !paused && !ended) {
            paused = true;
            request.pause();
        } else if (!full && paused && !gone) {
            paused = false;
            request.resume();
        }
    }
}
