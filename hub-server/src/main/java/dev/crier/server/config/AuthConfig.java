package dev.crier.server.config;

import dev.crier.core.settings.Default;
import dev.crier.core.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may do what, and how they prove who they are. Immutable; safe to share.
 *
 * @param subscribe whether reading needs a token, where no pattern of a topic says otherwise
 * @param publish whether publishing does; if it isn't set, it does unless the hub is for development
 * @param keys what verifies tokens, each under its id, which is the {@code kid} of the tokens that it verifies
 * @param jwks where more keys are: a file, or an address from which they are read again and again
 * @param jwksRefresh after what time they are read again
 * @param algorithms how tokens may be signed; a key takes one of them only
 * @param issuer the {@code iss} that a token must have
 * @param audience of these a token must have one as {@code aud}; empty if it must have none
 * @param leeway by how much the clocks of those who issue tokens may differ
 * @param ticketTtl how long a ticket waits to be spent
 * @param ticketKey a file with the secret of tickets, for hubs that must honour each other's or their own after a restart
 */
public record AuthConfig(
        @Default("open") Access subscribe,
        Optional<Access> publish,
        Map<String, KeyConfig> keys,
        Optional<String> jwks,
        @Default("15m") Duration jwksRefresh,

        @Default({
            "ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "HS256", "HS384",
            "HS512"
        })
        List<SigningAlgorithm> algorithms,

        Optional<String> issuer,
        List<String> audience,
        @Default("10s") Duration leeway,
        @Default("30s") Duration ticketTtl,
        Optional<Path> ticketKey) {

    /** What it takes to do something. */
    public enum Access {
        /** Nothing. */
        OPEN,
        /** A token that says so. */
        TOKEN
    }

    /**
     * One key that verifies tokens.
     *
     * @param algorithm how its tokens are signed; those that are signed in any other way it doesn't verify
     * @param file where it is: a secret as it is, or a public key or certificate as PEM
     */
    public record KeyConfig(SigningAlgorithm algorithm, Path file) {

        /** Makes one. */
        public KeyConfig {
            Objects.requireNonNull(algorithm, "algorithm");
            Objects.requireNonNull(file, "file");
        }
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if a time is out of bounds, or something needs a key and there is none
     */
    public AuthConfig {
        Objects.requireNonNull(subscribe, "subscribe");
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        algorithms = List.copyOf(algorithms);
        audience = List.copyOf(audience);
        Durations.between("jwks-refresh", jwksRefresh, Duration.ofSeconds(10), Duration.ofDays(7));
        Durations.between("leeway", leeway, Duration.ZERO, Duration.ofMinutes(5));
        Durations.between("ticket-ttl", ticketTtl, Duration.ofSeconds(1), Duration.ofMinutes(10));
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms must not be empty; leave the key out for all of them");
        }
        for (Map.Entry<String, KeyConfig> key : keys.entrySet()) {
            if (!algorithms.contains(key.getValue().algorithm())) {
                throw new IllegalArgumentException("algorithms: must have "
                        + key.getValue().algorithm() + ", since the key '" + key.getKey() + "' is for it");
            }
        }
        if (keys.isEmpty() && jwks.isEmpty()) {
            requireNoToken("subscribe", subscribe == Access.TOKEN);
            requireNoToken("publish", publish.filter(Access.TOKEN::equals).isPresent());
            requireNoToken("ticket-key", ticketKey.isPresent());
        }
        jwks.ifPresent(AuthConfig::checkAddress);
    }

    private static void requireNoToken(String key, boolean needsOne) {
        if (needsOne) {
            throw new IllegalArgumentException(
                    key + " needs a key that verifies tokens; configure 'keys' or 'jwks' beside it");
        }
    }

    /** An address that anybody on the way could change gives keys to anybody. */
    private static void checkAddress(String jwks) {
        boolean loopback = jwks.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/.*)?");
        if (jwks.contains("://") && !jwks.startsWith("https://") && !loopback) {
            throw new IllegalArgumentException("jwks must be a file, or an address that begins with https://");
        }
    }

    /** Whether there is anything that verifies a token. */
    public boolean verifies() {
        return !keys.isEmpty() || jwks.isPresent();
    }

    /** What publishing takes where nothing more specific is said. */
    public Access publishing(boolean dev) {
        return publish.orElse(dev ? Access.OPEN : Access.TOKEN);
    }

    /** Where more keys are, if that is an address. */
    public Optional<String> jwksAddress() {
        return jwks.filter(text -> text.contains("://"));
    }

    /** Where more keys are, if that is a file. */
    public Optional<Path> jwksFile() {
        return jwks.filter(text -> !text.contains("://")).map(Path::of);
    }

    /** The same for other readers. */
    public AuthConfig withSubscribe(Access other) {
        return Settings.with(this, "subscribe", other);
    }

    /** The same for other publishers. */
    public AuthConfig withPublish(Access other) {
        return Settings.with(this, "publish", Optional.of(other));
    }

    /** The same with other keys. */
    public AuthConfig withKeys(Map<String, KeyConfig> others) {
        return Settings.with(this, "keys", others);
    }

    /** The same with more keys from elsewhere. */
    public AuthConfig withJwks(String other) {
        return Settings.with(this, "jwks", Optional.of(other));
    }

    /** The same for tokens of one issuer. */
    public AuthConfig withIssuer(String other) {
        return Settings.with(this, "issuer", Optional.of(other));
    }

    /** The same for tokens that are meant for one of these. */
    public AuthConfig withAudience(List<String> others) {
        return Settings.with(this, "audience", others);
    }

    /** The same with another tolerance of clocks. */
    public AuthConfig withLeeway(Duration other) {
        return Settings.with(this, "leeway", other);
    }
}
