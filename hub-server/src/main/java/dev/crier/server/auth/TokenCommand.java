package dev.crier.server.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.TopicFilter;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Printable;
import dev.crier.server.config.SigningAlgorithm;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** {@code crier token}: mints tokens, and shows what is in one. Blocks; stateless. */
public final class TokenCommand {

    private static final Duration LONGEST = Duration.ofDays(3_650);

    private TokenCommand() {}

    /**
     * What a token is to say.
     *
     * @param key the file of the secret or private key that signs it
     * @param algorithm how; the usual one of the key if it isn't said
     * @param kid what the hub calls the key; left out if it isn't said
     * @param subject who has it
     * @param issuer who gives it
     * @param audience for whom
     * @param subscribe what may be read
     * @param publish where may be published
     * @param expires after what time it is good no more
     */
    public record Mint(
            Path key,
            Optional<SigningAlgorithm> algorithm,
            Optional<String> kid,
            Optional<String> subject,
            Optional<String> issuer,
            List<String> audience,
            List<TopicFilter> subscribe,
            List<TopicFilter> publish,
            @Default("1h") Duration expires) {

        /**
         * Makes one.
         *
         * @throws IllegalArgumentException if it would permit nothing, or never be good
         */
        public Mint {
            if (subscribe.isEmpty() && publish.isEmpty()) {
                throw new IllegalArgumentException(
                        "the token would permit nothing; say --subscribe PATTERN or --publish PATTERN");
            }
            if (expires.compareTo(Duration.ofSeconds(1)) < 0 || expires.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("expires: must be 1s to 3650d");
            }
        }

        /**
         * Mints it.
         *
         * @param folder what the key's file is relative to
         * @throws IllegalArgumentException if the key can't be used; the message says what to do
         */
        public String token(Path folder) {
            Path file = folder.resolve(key);
            SigningAlgorithm how = algorithm.orElseGet(() -> usual(file));
            JwtClaims claims = new JwtClaims();
            subject.ifPresent(claims::setSubject);
            issuer.ifPresent(claims::setIssuer);
            if (!audience.isEmpty()) {
                claims.setAudience(audience);
            }
            long now = Instant.now().getEpochSecond();
            claims.setIssuedAt(NumericDate.fromSeconds(now));
            claims.setExpirationTime(NumericDate.fromSeconds(now + expires.toSeconds()));
            if (!subscribe.isEmpty()) {
                claims.setStringListClaim("subscribe", texts(subscribe));
            }
            if (!publish.isEmpty()) {
                claims.setStringListClaim("publish", texts(publish));
            }
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue(how.toString());
            signature.setHeader("typ", "JWT");
            kid.ifPresent(signature::setKeyIdHeaderValue);
            signature.setKey(KeyFile.signing(how, file));
            try {
                return signature.getCompactSerialization();
            } catch (JoseException e) {
                throw new IllegalArgumentException("the key file " + file + " can't sign by " + how, e);
            }
        }
    }

    private static List<String> texts(List<TopicFilter> filters) {
        return filters.stream().map(TopicFilter::toString).toList();
    }

    /** What a key is for if nobody says: the curve tells, RSA is for RS256, and a secret for HS256. */
    static SigningAlgorithm usual(Path key) {
        return KeyFile.isPem(key) ? KeyFile.usual(key) : SigningAlgorithm.of("HS256");
    }

    /**
     * Prints what a token says; whether it is good only the hub can tell.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static void show(String token, PrintStream out) {
        String[] parts = token.strip().split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "that is no token: a JWT has three parts with dots between them, not " + parts.length);
        }
        JsonNode claims = json("claims", parts[1]);
        out.println(pretty(json("header", parts[0])));
        out.println(pretty(claims));
        for (String time : List.of("iat", "nbf", "exp")) {
            if (claims.path(time).isNumber()) {
                out.println("# " + time + " is " + moment(claims.path(time).asLong()));
            }
        }
        if (!claims.has("exp")) {
            out.println("# there is no exp, so no hub accepts it");
        }
        out.println("# the signature was not checked");
    }

    private static String moment(long seconds) {
        try {
            Instant moment = Instant.ofEpochSecond(seconds);
            Duration away = Duration.between(Instant.now(), moment);
            String distance = Duration.ofSeconds(away.abs().toSeconds())
                    .toString()
                    .substring(2)
                    .toLowerCase(java.util.Locale.ROOT);
            return moment + (away.isNegative() ? ", " + distance + " ago" : ", in " + distance);
        } catch (java.time.DateTimeException e) {
            return "no moment";
        }
    }

    private static JsonNode json(String what, String part) {
        try {
            JsonNode json = new ObjectMapper()
                    .readTree(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
            if (json.isObject()) {
                return json;
            }
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new IllegalArgumentException("that is no token: its " + what + " can't be read", e);
        }
        throw new IllegalArgumentException("that is no token: its " + what + " is no JSON object");
    }

    /** Nothing in a token of somebody else's moves the cursor of a terminal. */
    private static String pretty(JsonNode json) {
        return json.toPrettyString()
                .lines()
                .map(Printable::text)
                .collect(java.util.stream.Collectors.joining(System.lineSeparator()));
    }
}
