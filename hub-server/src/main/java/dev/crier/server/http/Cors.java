package dev.crier.server.http;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use the hub: an allow-list (the Fetch standard, section 3.2 "CORS protocol").
 *
 * <p>Credentials are allowed only to an origin that is listed by name, never by {@code *}. A page of an origin that isn't
 * listed can't read anything; it can't publish either, although the CORS protocol alone would let it send a plain-text
 * POST ("a request from a form") without asking first. Immutable and safe to share.
 */
public final class Cors {

    private static final String METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String REQUEST_HEADERS = "Last-Event-ID, Authorization, Content-Type, Idempotency-Key";
    private static final String MAX_AGE_SECONDS = "7200";

    /** Names below these are never the internet's (RFC 6761, RFC 6762, RFC 8375, and ICANN of 2024). */
    private static final List<String> NETWORKS_OWN = List.of(".localhost", ".local", ".home.arpa", ".internal");

    private final Set<String> origins;
    private final boolean credentials;

    /**
     * Makes the rules.
     *
     * @param origins what is allowed, such as {@code https://app.example}; {@code *} for everybody; empty for nobody
     * @param credentials whether cookies and the like may be sent by the origins listed by name
     */
    public Cors(List<String> origins, boolean credentials) {
        this.origins =
                origins.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.credentials = credentials;
    }

    /** Sets the headers of an answer, whatever it will be. */
    public void decorate(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return;
        }
        MultiMap headers = request.response().headers();
        headers.add("Vary", "Origin");
        String origin = origin(request);
        if (origin == null) {
            return;
        }
        boolean byName = origins.contains(origin);
        if (byName) {
            headers.set("Access-Control-Allow-Origin", request.getHeader("Origin"));
            if (credentials) {
                headers.set("Access-Control-Allow-Credentials", "true");
            }
        } else if (origins.contains("*")) {
            headers.set("Access-Control-Allow-Origin", "*");
        } else {
            return;
        }
        headers.set("Access-Control-Expose-Headers", "Retry-After");
        if (preflight(request)) {
            headers.set("Access-Control-Allow-Methods", METHODS);
            headers.set("Access-Control-Allow-Headers", REQUEST_HEADERS);
            headers.set("Access-Control-Max-Age", MAX_AGE_SECONDS);
        }
    }

    /** Whether a browser asks what it may send, instead of sending it. */
    public static boolean preflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /**
     * Refuses a request that changes something and was sent by a page of an origin that isn't allowed.
     *
     * @throws ProblemException 403
     */
    public void requireWriter(HttpServerRequest request) {
        String origin = origin(request);
        if (origin == null && "cross-site".equals(request.getHeader("Sec-Fetch-Site")) && !origins.contains("*")) {
            throw new ProblemException(403, "pages of another site may not publish here without saying their origin");
        }
        if (origin == null || origins.contains(origin) || origins.contains("*") || sameOrigin(request, origin)) {
            return;
        }
        throw new ProblemException(
                403,
                "pages of the origin '" + origin
                        + "' may not publish here; add it to 'cors.origins' in the configuration" + " to permit it");
    }

    /**
     * Refuses a request of nobody in particular that was sent by a page of a name which somebody else may own: whoever owns a
     * name can have it lead to this hub once their page is loaded (DNS rebinding), so that to the browser the two are one
     * origin. Nobody can do that with an address, with a name that isn't the internet's, or over TLS.
     *
     * @throws ProblemException 403
     */
    public void requireOwnName(HttpServerRequest request) {
        String origin = origin(request);
        if (origin == null
                || origin.startsWith("https://")
                || origins.contains(origin)
                || origins.contains("*")
                || ofThisNetwork(origin)) {
            return;
        }
        throw new ProblemException(
                403,
                "pages of the origin '" + origin
                        + "' may not publish here without a token, since its name may have been"
                        + " made to lead here; open the page by the hub's address, or add the origin to 'cors.origins'");
    }

    private static boolean ofThisNetwork(String origin) {
        String host;
        try {
            host = URI.create(origin).getHost();
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
        return host != null
                && (host.startsWith("[")
                        || host.indexOf('.') < 0
                        || NetUtil.isValidIpV4Address(host)
                        || NETWORKS_OWN.stream().anyMatch(host::endsWith));
    }

    /**
     * Whether a request that changes something was sent by no page of a foreign origin: by one of the hub's own, by one of an
     * origin that is listed by name and may send credentials, or by no page. With {@code *} everybody may ask, but not with
     * somebody else's cookie.
     */
    public boolean own(HttpServerRequest request) {
        String origin = origin(request);
        if (origin == null) {
            String site = request.getHeader("Sec-Fetch-Site");
            return site == null || site.equals("same-origin") || site.equals("none");
        }
        return (credentials && origins.contains(origin)) || sameOrigin(request, origin);
    }

    /** Browsers say it themselves; behind a proxy that changes the Host header, only they know. */
    private static boolean sameOrigin(HttpServerRequest request, String origin) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String host = request.getHeader("Host");
        if (host == null && request.authority() != null) {
            host = request.authority().toString();
        }
        return host != null && host.equalsIgnoreCase(authority(origin));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException notAnOrigin) {
            return null;
        }
    }

    private static @Nullable String origin(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null ? null : origin.toLowerCase(Locale.ROOT);
    }
}
