package dev.crier.server.auth;

import dev.crier.server.config.AuthConfig;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Endpoint;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Target;
import dev.crier.server.metrics.AuthenticationFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds out who sends a request: by the token in its {@code Authorization} header, or else in its cookie; by a ticket, if it
 * opens a stream.
 *
 * <p>A hub without keys asks nobody. Nearly always the answer is there at once; only for a token of an unknown key the keys may
 * be read again first. Safe on any thread; requests belong to their event loops.
 */
public final class Authentication {

    /** The cookie that may hold a token; browsers take it over TLS only, from the hub's own host, for all of its paths. */
    public static final String COOKIE = "__Host-crier";

    private static final String TICKET = "ticket";
    private static final String COOKIE_PATH = "/events";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Future<Identity> ANYBODY = Future.succeededFuture(Identity.ANONYMOUS);
    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr](?: .*)?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Vertx vertx;
    private final boolean verifies;
    private final KeyRing keys;
    private final Tickets tickets;
    private final Cors cors;
    private final Consumer<AuthenticationFailure> failures;

    private Authentication(
            Vertx vertx,
            boolean verifies,
            KeyRing keys,
            Tickets tickets,
            Cors cors,
            Consumer<AuthenticationFailure> failures) {
        this.vertx = vertx;
        this.verifies = verifies;
        this.keys = keys;
        this.tickets = tickets;
        this.cors = cors;
        this.failures = failures;
    }

    /**
     * Makes what a configuration says; reads key files, so it blocks.
     *
     * @param cors which pages may send a cookie with what changes something
     * @throws IllegalArgumentException if a key can't be used; the message says what to do
     */
    public static Authentication of(
            Vertx vertx, AuthConfig config, Cors cors, Consumer<AuthenticationFailure> failures) {
        Optional<KeySource> source = config.jwksAddress()
                .<KeySource>map(address -> new KeySetAddress(vertx, address))
                .or(() -> config.jwksFile()
                        .map(file -> () -> vertx.executeBlocking(() -> Files.readString(file))
                                .map(Objects::requireNonNull)));
        KeyRing keys = new KeyRing(vertx, config, source, Clock.systemUTC());
        Tickets tickets = new Tickets(ticketSecret(config), config.ticketTtl(), Clock.systemUTC());
        return new Authentication(vertx, config.verifies(), keys, tickets, cors, failures);
    }

    /**
     * Tries all files of keys; blocks.
     *
     * @throws IllegalArgumentException if one can't be used; the message says what to do
     */
    public static void check(AuthConfig config) {
        KeyRing.configured(config);
        ticketSecret(config);
        config.jwksFile().ifPresent(Authentication::checkKeySet);
    }

    private static byte[] ticketSecret(AuthConfig config) {
        byte[] secret = config.ticketKey().map(KeyFile::secret).orElseGet(Tickets::randomSecret);
        if (secret.length < Tickets.LEAST_SECRET) {
            throw new IllegalArgumentException("the key file "
                    + config.ticketKey().orElseThrow() + " is too short: a" + " secret of tickets has at least "
                    + Tickets.LEAST_SECRET + " bytes; 'crier keygen' makes one");
        }
        return secret;
    }

    private static void checkKeySet(Path file) {
        try {
            if (KeySetDocument.keys(Files.readString(file)).isEmpty()) {
                throw new IllegalArgumentException("it has no public key that verifies signatures");
            }
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("auth.jwks: the file " + file + " can't be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("auth.jwks: the file " + file + " is no use: " + e.getMessage(), e);
        }
    }

    /** Reads the keys that aren't files; completes also if they can't be had now. */
    public Future<Void> start() {
        return keys.start();
    }

    /**
     * Says who sends a request.
     *
     * @return who it is; fails with a {@link ProblemException} 401
     * @throws ProblemException 400, 401 or 403 if that is known at once
     */
    public Future<Identity> identify(HttpServerRequest request) {
        if (!verifies) {
            return ANYBODY;
        }
        Optional<String> token = bearer(request).or(() -> cookie(request));
        return token.isEmpty() ? ANYBODY : verify(token.get());
    }

    /**
     * The same for who opens a stream, where a ticket in the query is taken too; its cookie goes with the answer.
     *
     * @throws ProblemException 400, 401 or 503 if that is known at once
     */
    public Future<Identity> identifyReader(HttpServerRequest request, Target target) {
        Optional<String> ticket = target.one(TICKET);
        if (!verifies || ticket.isEmpty()) {
            return identify(request);
        }
        if (bearer(request).isPresent()) {
            throw malformed("the request has a token and a ticket; send one of them");
        }
        Optional<String> name = tickets.cookieName(ticket.get());
        Optional<Cookie> cookie = name.flatMap(known -> Optional.ofNullable(request.getCookie(known)));
        boolean spends = request.method().equals(HttpMethod.GET);
        Optional<Tickets.Admission> admission = tickets.admit(ticket.get(), cookie.map(Cookie::getValue), spends);
        if (admission.isEmpty()) {
            failures.accept(AuthenticationFailure.TICKET);
            throw Challenge.invalidToken("the ticket was spent, has expired, or is none of this hub's; get a new one by"
                    + " POST " + TicketEndpoint.PATH);
        }
        Identity identity = admission.get().identity();
        if (spends) {
            admission.get().newCookie().ifPresent(value -> leave(name.orElseThrow(), value, identity, request));
        }
        return Future.succeededFuture(identity);
    }

    /** With it and the spent ticket in its address, an EventSource comes back by itself. */
    private static void leave(String name, String value, Identity identity, HttpServerRequest request) {
        long seconds =
                Math.max(1, Duration.between(Instant.now(), identity.expires()).toSeconds());
        request.response()
                .addCookie(Cookie.cookie(name, value)
                        .setPath(COOKIE_PATH)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT)
                        .setSecure(request.isSSL() || !toLoopback(request))
                        .setMaxAge(seconds));
    }

    /** Some browsers take no Secure cookie without TLS, also from their own machine. */
    private static boolean toLoopback(HttpServerRequest request) {
        return request.authority() != null
                && LOOPBACK.contains(request.authority().host());
    }

    /** What issues and admits tickets. */
    Tickets tickets() {
        return tickets;
    }

    /**
     * The same for who must show a token in the header.
     *
     * @throws ProblemException 400 or 401 if that is known at once
     */
    public Future<Identity> identifyBearer(HttpServerRequest request) {
        Optional<String> token = verifies ? bearer(request) : Optional.empty();
        if (token.isEmpty()) {
            failures.accept(AuthenticationFailure.MISSING);
            throw Challenge.missing("this needs a token in the header: 'Authorization: Bearer ...'"
                    + (verifies
                            ? ""
                            : ", which this hub can't verify: set auth.keys or auth.jwks in its configuration"));
        }
        return verify(token.get());
    }

    /** An endpoint that is told who asks. */
    public Endpoint identified(IdentifiedEndpoint endpoint) {
        return (request, target) -> identify(request).compose(identity -> endpoint.answer(request, target, identity));
    }

    private Future<Identity> verify(String token) {
        Verdict verdict = keys.verifier().verify(token);
        Future<Void> refreshed =
                verdict instanceof Verdict.UnknownKey ? keys.refreshForUnknown() : Future.succeededFuture();
        if (refreshed.isComplete()) {
            return Future.succeededFuture(accepted(verdict));
        }
        Context context = vertx.getOrCreateContext();
        Promise<Identity> identity = Promise.promise();
        refreshed.onComplete(done -> context.runOnContext(here -> {
            try {
                identity.complete(accepted(keys.verifier().verify(token)));
            } catch (ProblemException refused) {
                identity.fail(refused);
            }
        }));
        return identity.future();
    }

    private Identity accepted(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted.identity();
        }
        Verdict.Refused refused = verdict instanceof Verdict.Refused known ? known : TokenVerifier.NONE_OF_OURS;
        failures.accept(refused.reason());
        throw Challenge.invalidToken(refused.detail());
    }

    // ---- where a token is

    /** Another scheme is somebody else's, such as a proxy's. */
    private Optional<String> bearer(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("Authorization");
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        if (headers.size() > 1) {
            throw malformed("the Authorization header stands more than once");
        }
        String header = headers.get(0).strip();
        if (!BEARER.matcher(header).matches()) {
            return Optional.empty();
        }
        String token = header.substring("Bearer".length()).strip();
        if (!TOKEN.matcher(token).matches()) {
            throw malformed("the Authorization header has no token behind 'Bearer', which is one word");
        }
        return Optional.of(token);
    }

    private Optional<String> cookie(HttpServerRequest request) {
        if (!request.headers().contains("Cookie")) {
            return Optional.empty();
        }
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie == null || cookie.getValue().isEmpty()) {
            return Optional.empty();
        }
        boolean safe =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!safe && !cors.own(request)) {
            failures.accept(AuthenticationFailure.ORIGIN);
            throw new ProblemException(
                    403,
                    "a page of another origin sent the cookie of this hub along; only those that are listed by name in"
                            + " 'cors.origins' may, and with 'cors.credentials'");
        }
        return Optional.of(cookie.getValue());
    }

    private ProblemException malformed(String detail) {
        failures.accept(AuthenticationFailure.MALFORMED);
        return Challenge.invalidRequest(detail);
    }
}
