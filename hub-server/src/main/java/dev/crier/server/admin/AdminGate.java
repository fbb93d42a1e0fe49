package dev.crier.server.admin;

import dev.crier.server.http.Answers;
import dev.crier.server.http.HttpDate;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Resource;
import dev.crier.server.metrics.AuthenticationFailure;
import dev.crier.server.metrics.HubMetrics;
import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets operators in and nobody else: looks at every request before anything is answered.
 *
 * <p>On the loopback interface the danger is the operator's own browser, which any page can send there: a page whose name was
 * bound to 127.0.0.1 (DNS rebinding) is told by the {@code Host} that it asks for, one that only posts by its {@code Origin}.
 * Elsewhere every request has to bring the token, which no page has. Belongs to one event loop.
 */
final class AdminGate implements Handler<HttpServerRequest> {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String SCHEME = "bearer ";

    private final Handler<HttpServerRequest> next;
    private final Answers answers;
    private final HubMetrics metrics;
    private final String host;
    private final boolean loopback;
    private final Optional<AdminToken> token;
    private final HttpDate date = new HttpDate(Clock.systemUTC());

    /**
     * Makes a gate.
     *
     * @param next gets the requests that may pass
     * @param host where the interface was told to listen
     * @param loopback whether only this machine reaches it
     * @param token what each request has to bring, if anything
     */
    AdminGate(
            Handler<HttpServerRequest> next,
            Answers answers,
            HubMetrics metrics,
            String host,
            boolean loopback,
            Optional<AdminToken> token) {
        this.next = next;
        this.answers = answers;
        this.metrics = metrics;
        this.host = host;
        this.loopback = loopback;
        this.token = token;
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.response().putHeader("Date", date.now());
        request.response().putHeader("X-Content-Type-Options", "nosniff");
        request.response().putHeader("Cross-Origin-Resource-Policy", "same-origin");
        try {
            requireHost(request);
            requireNoForeignPage(request);
            requireToken(request);
            next.handle(request);
        } catch (RuntimeException e) {
            answers.send(Resource.failed(request, e), request);
        }
    }

    private void requireHost(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        if (asked == null || request.headers().getAll("Host").size() > 1) {
            throw new ProblemException(
                    400, "the Host header is missing, stands twice or isn't a host and maybe a port");
        }
        if (loopback && !ownName(asked.host())) {
            throw new ProblemException(
                    403,
                    "the admin interface is for this machine: ask for it as localhost or 127.0.0.1, not by another name");
        }
    }

    private boolean ownName(String asked) {
        String name = asked.startsWith("[") ? asked.substring(1, asked.length() - 1) : asked;
        return name.equalsIgnoreCase("localhost") || name.equalsIgnoreCase(host) || loopbackAddress(name);
    }

    private static boolean loopbackAddress(String name) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException impossible) {
            return false;
        }
    }

    /** Browsers say of what page a request is if it may change something; what isn't a browser says nothing. */
    private static void requireNoForeignPage(HttpServerRequest request) {
        if (READING.contains(request.method())) {
            return;
        }
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        boolean foreign = origin != null && !origin.equalsIgnoreCase("http://" + request.authority());
        if (foreign || (site != null && !site.equals("same-origin") && !site.equals("none"))) {
            throw new ProblemException(403, "pages of other origins may not use the admin interface");
        }
    }

    private void requireToken(HttpServerRequest request) {
        if (token.isEmpty()) {
            return;
        }
        List<String> credentials = request.headers().getAll("Authorization");
        if (credentials.isEmpty()) {
            throw refused(AuthenticationFailure.MISSING, "Bearer realm=\"crier-admin\"");
        }
        String only = credentials.size() == 1 ? credentials.get(0) : "";
        boolean bearer = only.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        if (!bearer || !token.get().is(only.substring(SCHEME.length()).strip())) {
            throw refused(AuthenticationFailure.ADMIN, "Bearer realm=\"crier-admin\", error=\"invalid_token\"");
        }
    }

    private ProblemException refused(AuthenticationFailure reason, String challenge) {
        metrics.authenticationFailed(reason);
        return new ProblemException(Problem.of(401, "send the token of admin.token-file as 'Authorization: Bearer ...'")
                .with("WWW-Authenticate", challenge));
    }
}
