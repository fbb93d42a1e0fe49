package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.util.Objects;

/**
 * Reads a request's body as long as it stays below a bound: what is too long is refused as soon as that is known, by its
 * announced length or while it arrives, and never kept. Stateless; all runs on the event loop of the request.
 */
public final class RequestBody {

    private RequestBody() {}

    /**
     * Makes ready to read: refuses what can't be understood, and tells a client that waits for it to go on.
     *
     * @throws ProblemException 415 if the body is compressed, 417 for an expectation other than {@code 100-continue}
     */
    public static void expect(HttpServerRequest request) {
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !coding.isBlank() && !coding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    Problem.of(415, "bodies with the content encoding '" + coding + "' aren't taken; send it as it is")
                            .with("Accept-Encoding", "identity"));
        }
        String expectation = request.getHeader("Expect");
        if (expectation != null && request.version() != HttpVersion.HTTP_1_0) { // RFC 9110, section 10.1.1
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new ProblemException(417, "the only expectation that can be met is '100-continue'");
            }
            request.response().writeContinue();
        }
    }

    /**
     * Reads the whole body.
     *
     * @return the body; fails with 413 if it is longer, with 408 if it takes longer, with 503 if too much has come of others that
     *     aren't whole either, and with another failure if the client went away
     */
    public static Future<Buffer> read(HttpServerRequest request, BodyLimits limits) {
        int most = limits.bytes();
        String length = request.getHeader("Content-Length");
        if (length != null && (length.length() > 18 || Long.parseLong(length) > most)) {
            return Future.failedFuture(tooLong(most));
        }
        expect(request);
        return new Reading(request, limits, length == null ? -1 : Long.parseLong(length)).begin();
    }

    /** A body of which something is still to come. */
    private static final class Reading {

        private final HttpServerRequest request;
        private final BodyLimits limits;
        private final long announced;
        private final Room.Claim room;
        private final Promise<Buffer> whole = Promise.promise();
        private Buffer body = Buffer.buffer();
        private boolean timed;

        Reading(HttpServerRequest request, BodyLimits limits, long announced) {
            this.request = request;
            this.limits = limits;
            this.announced = announced;
            this.room = limits.room().claim(request);
        }

        Future<Buffer> begin() {
            request.exceptionHandler(broken -> whole.tryFail(new ProblemException(400, reason(broken))));
            if (request.version() == HttpVersion.HTTP_2) {
                setDeadline();
            }
            request.handler(this::add);
            request.endHandler(end -> whole.tryComplete(body));
            return whole.future().onComplete(over -> {
                room.release();
                body = Buffer.buffer(); // the request may stay for longer, until its answer is read
            });
        }

        private void add(Buffer piece) {
            boolean all = piece.length() == announced; // the usual case, which needs no room: it is published at once
            if (!all) {
                setDeadline();
            }
            if (whole.future().isComplete()) {
                return;
            }
            int length = body.length() + piece.length();
            if (length > limits.bytes()) {
                whole.fail(tooLong(limits.bytes()));
            } else if (!all && !room.hold(length)) {
                whole.fail(BodyLimits.crowded());
            } else {
                body.appendBuffer(piece);
            }
        }

        /**
         * From now on it may be late. On HTTP/1 that is from the first piece on, unless that is all: a connection on which none
         * comes is idle, and closed for that.
         */
        private void setDeadline() {
            if (!timed && !whole.future().isComplete()) {
                timed = true;
                Vertx vertx = Objects.requireNonNull(Vertx.currentContext(), "must be on an event loop")
                        .owner();
                long timer = vertx.setTimer(limits.time().toMillis(), late -> whole.tryFail(limits.late()));
                whole.future().onComplete(done -> vertx.cancelTimer(timer));
            }
        }
    }

    /**
     * Reads the whole body as text in UTF-8.
     *
     * @return the text; fails as {@link #read} does, and with 400 if it isn't UTF-8
     */
    public static Future<String> text(HttpServerRequest request, BodyLimits limits) {
        return read(request, limits)
                .map(body -> Utf8Text.decode(body.getBytes())
                        .orElseThrow(() -> new ProblemException(
                                400, "the body isn't UTF-8, the only encoding that event data can have")));
    }

    private static String reason(Throwable broken) {
        return broken instanceof HttpClosedException || broken instanceof StreamResetException
                ? "the body ended before it was whole"
                : "the body isn't framed as HTTP/1.1 wants it: a chunk's size or its end is wrong";
    }

    private static ProblemException tooLong(int most) {
        return new ProblemException(413, "the body is longer than the " + most + " bytes that are allowed");
    }
}
