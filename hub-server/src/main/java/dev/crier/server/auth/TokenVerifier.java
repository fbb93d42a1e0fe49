package dev.crier.server.auth;

import dev.crier.core.InvalidTopicException;
import dev.crier.core.TopicFilter;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.metrics.AuthenticationFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Verifies tokens (JWT, RFC 7519) by one set of keys; another set is another verifier, which knows none of the tokens that
 * this one has verified.
 *
 * <p>A key verifies tokens of its own algorithm only. What doesn't bear a good signature is refused without a word about why;
 * what does may learn which claim is wrong. Safe on any thread.
 */
final class TokenVerifier {

    /** The longest token that is looked at, in characters. */
    static final int MOST_CHARACTERS = 8 << 10;

    /** The most topics and patterns of a claim. */
    static final int MOST_PATTERNS = 256;

    /** The latest moment that counts: what expires later expires then. The end of the year 9999. */
    private static final long LATEST_SECONDS = 253_402_300_799L;

    /** How long a name may be to be kept as it is, in characters. */
    private static final int MOST_NAME = 255;

    private static final int MOST_REMEMBERED = 4_096;

    /** What everybody is told whose token has no good signature, whatever the reason is. */
    static final Verdict.Refused NONE_OF_OURS = new Verdict.Refused(
            AuthenticationFailure.SIGNATURE,
            "the token isn't one that this hub accepts: expected is a JWT that is signed by one of its keys, as it was"
                    + " issued");

    /** A key and what verifies with it. */
    private record Candidate(VerificationKey key, String digest, JwtConsumer consumer) {}

    private final List<VerificationKey> keys;
    private final List<Candidate> candidates;
    private final Set<String> digests;
    private final long leewaySeconds;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens(MOST_REMEMBERED);

    TokenVerifier(List<VerificationKey> keys, AuthConfig config, Clock clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.leewaySeconds = config.leeway().toSeconds();
        this.candidates = keys.stream()
                .filter(key -> config.algorithms().contains(key.algorithm()))
                .map(key -> new Candidate(key, key.digest(), consumer(key, config)))
                .toList();
        this.digests = candidates.stream().map(Candidate::digest).collect(Collectors.toUnmodifiableSet());
    }

    private static JwtConsumer consumer(VerificationKey key, AuthConfig config) {
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setVerificationKey(key.key())
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT, key.algorithm().toString())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) config.leeway().toSeconds());
        config.issuer().ifPresent(issuer -> builder.setExpectedIssuer(true, issuer));
        if (!config.audience().isEmpty()) {
            builder.setExpectedAudience(true, config.audience().toArray(String[]::new));
        }
        return builder.build();
    }

    /** The keys that it verifies by. */
    List<VerificationKey> keys() {
        return keys;
    }

    /** The digests of those of them that a token may be signed by. */
    Set<String> digests() {
        return digests;
    }

    /** Says whose token it is. */
    Verdict verify(String token) {
        if (token.length() > MOST_CHARACTERS) {
            return refused(
                    AuthenticationFailure.MALFORMED,
                    "the token is longer than the " + MOST_CHARACTERS + " characters that are taken");
        }
        if (!canonical(token)) {
            return NONE_OF_OURS;
        }
        String digest = VerifiedTokens.digest(token);
        Optional<Identity> known = verified.find(digest, clock.instant());
        if (known.isPresent()) {
            return new Verdict.Accepted(known.get());
        }
        Verdict verdict = examine(token);
        if (verdict instanceof Verdict.Accepted accepted) {
            verified.add(digest, accepted.identity());
        }
        return verdict;
    }

    /**
     * Whether each of its three parts is spelled as RFC 7515 says and in no other way that reads the same, so that one token
     * can't come as many.
     */
    private static boolean canonical(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            for (String part : parts) {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                if (!Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(bytes)
                        .equals(part)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private Verdict examine(String token) {
        String algorithm;
        Optional<String> id;
        try {
            JsonWebSignature head = new JsonWebSignature();
            head.setCompactSerialization(token);
            algorithm = head.getAlgorithmHeaderValue();
            id = Optional.ofNullable(head.getKeyIdHeaderValue());
        } catch (JoseException | RuntimeException unreadable) {
            return NONE_OF_OURS;
        }
        Verdict verdict = new Verdict.UnknownKey();
        for (Candidate candidate : candidates) {
            VerificationKey key = candidate.key;
            boolean meant = id.isEmpty() || key.id().isEmpty() || key.id().equals(id.get());
            if (meant && key.algorithm().toString().equals(algorithm)) {
                verdict = verify(token, candidate);
                if (!NONE_OF_OURS.equals(verdict)) {
                    return verdict;
                }
            }
        }
        return verdict;
    }

    private Verdict verify(String token, Candidate candidate) {
        try {
            JwtClaims claims = candidate.consumer.processToClaims(token);
            return new Verdict.Accepted(identity(claims, signed(token), candidate.digest));
        } catch (InvalidJwtException e) {
            return told(e);
        } catch (MalformedClaimException e) {
            return refused(AuthenticationFailure.CLAIMS, "a claim of the token isn't of the type that RFC 7519 says");
        } catch (InvalidTopicException e) {
            return refused(
                    AuthenticationFailure.CLAIMS,
                    "the claims 'subscribe' and 'publish' list topics and patterns, at most " + MOST_PATTERNS
                            + " each; one of the token's is none");
        } catch (RuntimeException e) {
            return refused(AuthenticationFailure.CLAIMS, "a claim of the token isn't of the type that it must be");
        }
    }

    /** Claims are looked at after the signature; what fails before that is told nothing. */
    private static Verdict told(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID) || e.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)) {
            return NONE_OF_OURS;
        } else if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
            return refused(AuthenticationFailure.EXPIRED, "the token has expired; get a new one");
        } else if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
            return refused(AuthenticationFailure.CLAIMS, "the token has no 'exp', without which none is accepted");
        } else if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return refused(AuthenticationFailure.NOT_YET_VALID, "the token isn't valid yet, by its 'nbf'");
        } else if (e.hasErrorCode(ErrorCodes.ISSUER_MISSING) || e.hasErrorCode(ErrorCodes.ISSUER_INVALID)) {
            return refused(
                    AuthenticationFailure.CLAIMS, "the token isn't of the issuer that this hub trusts, by its 'iss'");
        } else if (e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING) || e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)) {
            return refused(AuthenticationFailure.CLAIMS, "the token isn't meant for this hub, by its 'aud'");
        } else if (e.hasErrorCode(ErrorCodes.MALFORMED_CLAIM)) {
            return refused(AuthenticationFailure.CLAIMS, "a claim of the token isn't of the type that RFC 7519 says");
        }
        return NONE_OF_OURS;
    }

    private Identity identity(JwtClaims claims, String signed, String key) throws MalformedClaimException {
        long expires = Math.min(LATEST_SECONDS, claims.getExpirationTime().getValue()) + leewaySeconds;
        return new Identity(
                principal(claims, signed),
                filter(claims, "subscribe"),
                filter(claims, "publish"),
                Instant.ofEpochSecond(expires),
                key);
    }

    /** What of a token is signed: its head and its claims. Some signatures can be turned into another that is as good. */
    private static String signed(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    /** Who has no name shares no scope with anybody; long names are known by their digest. */
    private static String principal(JwtClaims claims, String signed) throws MalformedClaimException {
        String subject = claims.getSubject();
        if (subject == null) {
            return "token:" + VerifiedTokens.digest(signed);
        }
        String name = (claims.getIssuer() == null ? "" : claims.getIssuer()) + "\n" + subject;
        return name.length() <= MOST_NAME ? "subject:" + name : "digest:" + VerifiedTokens.digest(name);
    }

    private static Optional<TopicFilter> filter(JwtClaims claims, String name) throws MalformedClaimException {
        if (!claims.hasClaim(name)) {
            return Optional.empty();
        }
        List<String> patterns = claims.getStringListClaimValue(name);
        if (patterns.size() > MOST_PATTERNS) {
            throw new InvalidTopicException("more than " + MOST_PATTERNS + " patterns");
        }
        return patterns.isEmpty() ? Optional.empty() : Optional.of(TopicFilter.anyOf(patterns));
    }

    private static Verdict refused(AuthenticationFailure reason, String detail) {
        return new Verdict.Refused(reason, detail);
    }
}
