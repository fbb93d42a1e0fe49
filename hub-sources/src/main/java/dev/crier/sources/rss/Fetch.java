package dev.crier.sources.rss;

import dev.crier.core.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One read of a document: from the first address over the redirects to the last byte, or to the deadline.
 *
 * <p>The client itself follows no redirect and resolves no name: each hop is resolved and judged here, and then connected to
 * by the address that was judged, with the name only in the {@code Host} header and in TLS. Confined to its
 * fetcher's event loop.
 */
final class Fetch {

    private static final String ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json,"
            + " application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PERMANENT = Set.of(301, 308);

    private final Vertx vertx;
    private final HttpClient client;
    private final RssSettings settings;
    private final BiFunction<FeedUrl, Boolean, Future<List<InetAddress>>> addresses;
    private final Validators validators;
    private final Promise<Answer> promise = Promise.promise();
    private final Set<FeedUrl> visited = new LinkedHashSet<>();
    private boolean permanentSoFar = true;
    private Optional<FeedUrl> movedTo = Optional.empty();
    private @Nullable HttpClientRequest current;
    private long deadline;

    /**
     * Makes a read without starting it.
     *
     * @param addresses resolves the host of an address and judges what it finds, unless the address is the hub's own
     */
    Fetch(
            Vertx vertx,
            HttpClient client,
            RssSettings settings,
            BiFunction<FeedUrl, Boolean, Future<List<InetAddress>>> addresses,
            Validators validators) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.addresses = addresses;
        this.validators = validators;
    }

    Future<Answer> start(FeedUrl url, boolean own) {
        deadline = vertx.setTimer(settings.timeout().toMillis(), id -> end("took longer than " + shownTimeout()));
        hop(url.requested(), own);
        return promise.future().onComplete(result -> vertx.cancelTimer(deadline));
    }

    /** Gives up, because nobody waits any more. */
    void abort() {
        end("was given up");
    }

    private void end(String why) {
        if (promise.tryFail(new FeedException(lastVisited() + " " + why))) {
            HttpClientRequest request = current;
            if (request != null) {
                request.reset();
            }
        }
    }

    private boolean ended() {
        return promise.future().isComplete();
    }

    private String lastVisited() {
        String last = "it";
        for (FeedUrl url : visited) {
            last = url.shown();
        }
        return last;
    }

    private void hop(FeedUrl url, boolean own) {
        if (!visited.add(url)) {
            end("redirects in a circle");
            return;
        }
        if (visited.size() > settings.maxRedirects() + 1) {
            end("is the end of more than " + settings.maxRedirects() + " redirects; max-redirects allows no more");
            return;
        }
        addresses
                .apply(url, own)
                .compose(found -> connect(url, found, 0))
                .compose(request -> request.send())
                .onSuccess(response -> answered(url, response))
                .onFailure(cause -> failed(url, cause));
    }

    /** A request on a connection to the first address that takes one. */
    private Future<HttpClientRequest> connect(FeedUrl url, List<InetAddress> candidates, int index) {
        if (ended()) {
            return Future.failedFuture("too late");
        }
        return client.request(options(url, candidates.get(index))).transform(result -> {
            if (result.failed() && index + 1 < candidates.size()) {
                return connect(url, candidates, index + 1);
            }
            if (result.succeeded()) {
                current = result.result();
                if (ended()) {
                    result.result().reset();
                }
            }
            return result.succeeded() ? Future.succeededFuture(result.result()) : Future.failedFuture(result.cause());
        });
    }

    private RequestOptions options(FeedUrl url, InetAddress address) {
        String host =
                url.host().startsWith("[") ? url.host().substring(1, url.host().length() - 1) : url.host();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
                .setHost(host)
                .setPort(url.port())
                .setSsl(url.secure())
                .setURI(url.target())
                .setFollowRedirects(false)
                .setConnectTimeout(Math.max(1, settings.timeout().toMillis() / 2))
                .setIdleTimeout(Math.max(1, settings.timeout().toMillis() / 2))
                .putHeader(HttpHeaders.ACCEPT, ACCEPT)
                .putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip")
                .putHeader(HttpHeaders.USER_AGENT, settings.sentUserAgent());
        if (validators.appliesTo(url)) {
            if (!validators.etag().isEmpty()) {
                options.putHeader(HttpHeaders.IF_NONE_MATCH, validators.etag());
            }
            if (!validators.lastModified().isEmpty()) {
                options.putHeader(HttpHeaders.IF_MODIFIED_SINCE, validators.lastModified());
            }
        }
        return options;
    }

    private void failed(FeedUrl url, Throwable cause) {
        promise.tryFail(
                cause instanceof FeedException
                        ? cause
                        : new FeedException(url.shown() + " can't be read: " + said(cause), cause));
    }

    /** What an error says, and what the one behind it adds: of TLS, the first says only that it failed. */
    private static String said(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        Throwable behind = cause.getCause();
        return behind == null || behind.getMessage() == null || message.contains(behind.getMessage())
                ? message
                : message + " (" + PlainText.of(behind.getMessage(), 200) + ")";
    }

    private void answered(FeedUrl url, HttpClientResponse response) {
        if (ended()) {
            discard(response);
        } else if (REDIRECTS.contains(response.statusCode())) {
            discard(response);
            redirected(url, response);
        } else if (response.statusCode() == 200) {
            body(url, response);
        } else {
            discard(response);
            promise.tryComplete(answer(url, response, Buffer.buffer()));
        }
    }

    /** Ends a response of which nothing more is of interest; that it ends is no news then. */
    private static void discard(HttpClientResponse response) {
        response.exceptionHandler(cause -> {});
        response.request().reset();
    }

    private void redirected(FeedUrl url, HttpClientResponse response) {
        String location = response.getHeader(HttpHeaders.LOCATION);
        Optional<FeedUrl> target = location == null ? Optional.empty() : url.resolve(location);
        if (target.isEmpty()) {
            end("redirects (" + response.statusCode() + ") to "
                    + (location == null ? "nowhere" : "'" + FeedUrl.shown(location) + "'")
                    + "; expected an address of http or https");
            return;
        }
        permanentSoFar &= PERMANENT.contains(response.statusCode());
        if (permanentSoFar) {
            movedTo = target.map(FeedUrl::requested);
        }
        hop(target.get().requested(), false);
    }

    private void body(FeedUrl url, HttpClientResponse response) {
        List<Buffer> chunks = new ArrayList<>();
        long[] bytes = {0};
        response.exceptionHandler(cause -> failed(url, cause));
        response.handler(chunk -> {
            bytes[0] += chunk.length();
            if (bytes[0] > settings.maxBytes().bytes()) {
                end("sends more than " + settings.maxBytes() + "; max-bytes allows no more");
            } else {
                chunks.add(chunk);
            }
        });
        response.endHandler(done -> {
            Buffer whole =
                    Buffer.buffer((int) Math.min(bytes[0], settings.maxBytes().bytes()));
            chunks.forEach(whole::appendBuffer);
            promise.tryComplete(answer(url, response, whole));
        });
    }

    private Answer answer(FeedUrl url, HttpClientResponse response, Buffer body) {
        return new Answer(response.statusCode(), url, response.headers(), body, movedTo);
    }

    private String shownTimeout() {
        return Settings.text(settings.timeout());
    }
}
