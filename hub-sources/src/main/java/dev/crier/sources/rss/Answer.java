package dev.crier.sources.rss;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What a server answered in the end, after all redirects.
 *
 * @param status the HTTP status; never a redirect
 * @param url where the answer came from
 * @param headers of the answer
 * @param body as it was sent; empty unless the status is 200
 * @param movedTo where permanent redirects led, if the first one was permanent: up to the first temporary one
 */
record Answer(int status, FeedUrl url, MultiMap headers, Buffer body, Optional<FeedUrl> movedTo) {

    /** A header's value, empty if it isn't there. */
    String header(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }
}
