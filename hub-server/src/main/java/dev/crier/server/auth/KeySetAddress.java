package dev.crier.server.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A JWK set behind an address: fetched within seconds, up to a bound of bytes, without following redirects. Safe to share. */
final class KeySetAddress implements KeySource {

    private static final int MOST_BYTES = 256 << 10;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int PATIENCE_SECONDS = 10;

    private final HttpClient client;
    private final RequestOptions request;

    KeySetAddress(Vertx vertx, String address) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address)
                .setFollowRedirects(false)
                .putHeader("Accept", "application/jwk-set+json, application/json");
    }

    @Override
    public Future<String> read() {
        return client.request(new RequestOptions(request))
                .compose(ready -> ready.send()
                        .compose(KeySetAddress::body)
                        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .onFailure(failed -> ready.reset()));
    }

    private static Future<String> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture("the answer was " + response.statusCode() + ", not 200");
        }
        Promise<String> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(bytes -> {
            if (body.length() + bytes.length() > MOST_BYTES) {
                whole.tryFail("the answer is longer than " + MOST_BYTES + " bytes");
            } else {
                body.appendBuffer(bytes);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body.toString(StandardCharsets.UTF_8)));
        return whole.future();
    }
}
