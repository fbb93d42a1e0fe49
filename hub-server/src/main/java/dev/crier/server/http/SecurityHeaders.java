package dev.crier.server.http;

import static io.vertx.core.http.HttpHeaders.createOptimized;

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

    // Every answer has them: their hashes and bytes are made once.
    private static final CharSequence CONTENT_TYPE_OPTIONS = createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = createOptimized("nosniff");
    private static final CharSequence CONTENT_SECURITY_POLICY = createOptimized("Content-Security-Policy");
    private static final CharSequence NOTHING = createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence FRAME_OPTIONS = createOptimized("X-Frame-Options");
    private static final CharSequence DENY = createOptimized("DENY");
    private static final CharSequence REFERRER_POLICY = createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = createOptimized("no-referrer");
    private static final CharSequence RESOURCE_POLICY = createOptimized("Cross-Origin-Resource-Policy");
    private static final CharSequence SAME_ORIGIN = createOptimized("same-origin");

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
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        headers.set(CONTENT_SECURITY_POLICY, NOTHING);
        headers.set(FRAME_OPTIONS, DENY);
        headers.set(REFERRER_POLICY, NO_REFERRER);
        headers.set(RESOURCE_POLICY, SAME_ORIGIN);
        if (encrypted && !hsts.isEmpty()) {
            headers.set("Strict-Transport-Security", hsts);
        }
    }
}
