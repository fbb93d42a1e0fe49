package dev.crier.server.http;

import io.vertx.core.MultiMap;
import java.time.Duration;

/**
 * What every answer tells browsers not to do with it: guess its type, run it, frame it, load it into a page of another origin
 * without CORS, or tell others where a visitor was. Pages replace the policy by one of their own. Immutable and safe to share.
 *
 * <p>{@code Cross-Origin-Resource-Policy} is about loads without CORS alone (Fetch standard, section 3.7), so those whom
 * {@code cors.origins} admits can read all the same.
 */
public final class SecurityHeaders {

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private final String hsts;

    /**
     * Makes them.
     *
     * @param hsts how long a browser is to use nothing but HTTPS for this host (RFC 6797); 0 says nothing
     */
    public SecurityHeaders(Duration hsts) {
        this.hsts = hsts.isZero() ? "" : "max-age=" + hsts.toSeconds();
    }

    /**
     * Sets them, whatever the answer will be.
     *
     * @param encrypted whether the client's connection is
     */
    public void decorate(MultiMap headers, boolean encrypted) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", NOTHING);
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        if (encrypted && !hsts.isEmpty()) {
            headers.set("Strict-Transport-Security", hsts);
        }
    }
}
