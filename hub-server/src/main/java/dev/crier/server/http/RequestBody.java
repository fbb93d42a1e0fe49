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
     * @return the body; fails with 413 if it is longer, with 408 if it takes longer, and with another failure if the client
     *     went away
     */
    public static Future<Buffer> read(HttpServerRequest request, BodyLimits limits) {
        int most = limits.bytes();
        String length = request.getHeader("Content-Length");
        if (length != null && (length.length() > 18 || Long.parseLong(length) > most)) {
            return Future.failedFuture(tooLong(most));
        }
        expect(request);
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(broken -> whole.tryFail(new ProblemException(400, reason(broken))));
        Deadline deadline = new Deadline(limits, whole);
        if (request.version() == HttpVersion.HTTP_2) {
            deadline.set();
        }
        long announced = length == null ? -1 : Long.parseLong(length);
        request.handler(chunk -> {
            if (chunk.length() != announced) {
                deadline.set();
            }
            if (whole.future().isComplete()) {
                return;
            }
            if (body.length() + chunk.length() > most) {
                whole.fail(tooLong(most));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    /**
     * When a body is late. On HTTP/1 it counts from the first piece, unless that is all: a connection on which none comes is
     * idle, and closed for that.
     */
    private static final class Deadline {

        private final BodyLimits limits;
        private final Promise<Buffer> whole;
        private boolean set;

        Deadline(BodyLimits limits, Promise<Buffer> whole) {
            this.limits = limits;
            this.whole = whole;
        }

        void set() {
            if (!set && !whole.future().isComplete()) {
                set = true;
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
