package dev.crier.server.auth;

import dev.crier.server.config.AuthConfig;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Cors;
import dev.crier.server.http.Endpoint;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Target;
import dev.crier.server.metrics.AuthenticationFailure;
import io.vertx.core.Future;
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
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** So many tickets' cookies a browser keeps; where there would be more, the oldest ones go. */
    private static final int MOST_COOKIES = 32;

    private static final Pattern TICKET_COOKIE = Pattern.compile(Tickets.COOKIE_PREFIX + "[A-Za-z0-9_-]{8}");
    private static final String COOKIE_PATH = "/events";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Future<Identity> ANYBODY = Future.succeededFuture(Identity.ANONYMOUS);
    private static final Future<Optional<Identity>> NOBODY_IN_PARTICULAR = ANYBODY.map(Optional::of);
    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr](?: .*)?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final boolean verifies;
    private final KeyRing keys;
    private final Tickets tickets;
    private final Cors cors;
    private final Clients clients;
    private final Consumer<AuthenticationFailure> failures;

    private Authentication(
            boolean verifies,
            KeyRing keys,
            Tickets tickets,
            Cors cors,
            Clients clients,
            Consumer<AuthenticationFailure> failures) {
        this.verifies = verifies;
        this.keys = keys;
        this.tickets = tickets;
        this.cors = cors;
        this.clients = clients;
        this.failures = failures;
    }

    /**
     * Makes what a configuration says; reads key files, so it blocks.
     *
     * @param cors which pages may send a cookie with what changes something
     * @param clients whose connection is encrypted
     * @throws IllegalArgumentException if a key can't be used; the message says what to do
     */
    public static Authentication of(
            Vertx vertx, AuthConfig config, Cors cors, Clients clients, Consumer<AuthenticationFailure> failures) {
        Optional<KeySource> source = config.jwksAddress()
                .<KeySource>map(address -> new KeySetAddress(vertx, address))
                .or(() -> config.jwksFile()
                        .map(file -> () -> vertx.executeBlocking(() -> Files.readString(file))
                                .map(Objects::requireNonNull)));
        KeyRing keys = new KeyRing(vertx, config, source, Clock.systemUTC());
        Tickets tickets = new Tickets(ticketSecret(config), config.ticketTtl(), Clock.systemUTC(), System::nanoTime);
        return new Authentication(config.verifies(), keys, tickets, cors, clients, failures);
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

    /** Whether it is known which tokens are good: not before a JWK set was read once. */
    public boolean ready() {
        return !keys.unread();
    }

    /** Has somebody told the digests of keys that have left; what they permitted ends with them. */
    public void onKeysLeft(Consumer<Set<String>> listener) {
        keys.onLeft(listener);
    }

    /**
     * Says who sends a request.
     *
     * @return who it is; fails with a {@link ProblemException} 401 or 503
     * @throws ProblemException 400, 401, 403 or 503 if that is known at once
     */
    public Future<Identity> identify(HttpServerRequest request) {
        Future<Optional<Identity>> sender = sender(request);
        return sender == NOBODY_IN_PARTICULAR
                ? ANYBODY
                : mapped(sender, who -> who.orElseThrow(Authentication::unready));
    }

    /** Who sends a request; empty if that can't be known yet. */
    private Future<Optional<Identity>> sender(HttpServerRequest request) {
        if (!verifies) {
            return NOBODY_IN_PARTICULAR;
        }
        Optional<String> token = bearer(request).or(() -> cookie(request));
        return token.isEmpty() ? NOBODY_IN_PARTICULAR : verify(token.get());
    }

    /**
     * The same for who opens a stream, where a ticket in the query is taken too; when that is spent, its cookie goes with the
     * answer.
     *
     * @throws ProblemException 400 or 401 if that is known at once
     */
    public Future<Reader> identifyReader(HttpServerRequest request, Target target) {
        Optional<String> ticket = target.one(TICKET);
        if (!verifies || ticket.isEmpty()) {
            return mapped(sender(request), who -> who.map(Reader::of).orElse(Reader.UNKNOWN));
        }
        if (bearer(request).isPresent()) {
            throw malformed("the request has a token and a ticket; send one of them");
        }
        Optional<String> name = tickets.cookieName(ticket.get());
        Optional<Cookie> cookie = name.flatMap(known -> Optional.ofNullable(request.getCookie(known)));
        Optional<Tickets.Admission> admission = tickets.look(
                ticket.get(), cookie.map(Cookie::getValue), keys.verifier().digests());
        if (admission.isPresent()) {
            Identity identity = admission.get().identity();
            return Future.succeededFuture(
                    Reader.of(identity, () -> spend(admission.get(), name.orElseThrow(), request)));
        }
        if (name.isPresent() && keys.unread()) {
            return Future.succeededFuture(Reader.UNKNOWN);
        }
        throw badTicket();
    }

    /** Returns whether there was room to remember it. */
    private boolean spend(Tickets.Admission admission, String cookie, HttpServerRequest request) {
        Tickets.Spending spending = tickets.spend(admission);
        if (spending == Tickets.Spending.TOO_LATE) {
            throw badTicket();
        }
        if (spending == Tickets.Spending.DONE) {
            admission.newCookie().ifPresent(value -> leave(cookie, value, admission.identity(), request));
        }
        return spending == Tickets.Spending.DONE;
    }

    private ProblemException badTicket() {
        failures.accept(AuthenticationFailure.TICKET);
        return Challenge.invalidToken("the ticket was spent, has expired, or is none of this hub's; get a new one by"
                + " POST " + TicketEndpoint.PATH);
    }

    /** With it and the spent ticket in its address, an EventSource comes back by itself. */
    private void leave(String name, String value, Identity identity, HttpServerRequest request) {
        long seconds =
                Math.max(1, Duration.between(Instant.now(), identity.expires()).toSeconds());
        List<String> older = ticketCookies(request);
        older.subList(0, Math.max(0, older.size() + 1 - MOST_COOKIES))
                .forEach(old -> request.response()
                        .addCookie(ticketCookie(old, "", request).setMaxAge(0)));
        request.response().addCookie(ticketCookie(name, value, request).setMaxAge(seconds));
    }

    private Cookie ticketCookie(String name, String value, HttpServerRequest request) {
        return Cookie.cookie(name, value)
                .setPath(COOKIE_PATH)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(clients.encrypted(request) || !toLoopback(request));
    }

    /** The names of the cookies of tickets that a browser has, those that it got first before the others (RFC 6265, 5.4). */
    private static List<String> ticketCookies(HttpServerRequest request) {
        return request.headers().getAll("Cookie").stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(cookie -> cookie.split("=", 2)[0].strip())
                .filter(name -> TICKET_COOKIE.matcher(name).matches())
                .distinct()
                .toList();
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
     * @throws ProblemException 400, 401 or 503 if that is known at once
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
        return mapped(verify(token.get()), who -> who.orElseThrow(Authentication::unready));
    }

    /** An endpoint that is told who asks. */
    public Endpoint identified(IdentifiedEndpoint endpoint) {
        return (request, target) -> identify(request).compose(identity -> endpoint.answer(request, target, identity));
    }

    /** Whose token it is; empty if that can't be known yet. */
    private Future<Optional<Identity>> verify(String token) {
        return mapped(keys.verify(token), this::accepted);
    }

    private Optional<Identity> accepted(Verdict verdict) {
        if (verdict instanceof Verdict.Accepted accepted) {
            return Optional.of(accepted.identity());
        }
        Verdict.Refused refused = verdict instanceof Verdict.Refused known ? known : TokenVerifier.NONE_OF_OURS;
        if (refused.equals(TokenVerifier.NONE_OF_OURS) && keys.unread()) {
            return Optional.empty();
        }
        failures.accept(refused.reason());
        throw Challenge.invalidToken(refused.detail());
    }

    private static ProblemException unready() {
        return new ProblemException(Problem.unavailable(
                "the keys that verify tokens (auth.jwks) could not be read yet; try again in a moment"));
    }

    /** Of what is there already, a refusal is thrown at once. */
    private static <T, R> Future<R> mapped(Future<T> known, Function<T, R> to) {
        return known.isComplete() && known.succeeded()
                ? Future.succeededFuture(to.apply(known.result()))
                : known.map(to);
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
