package dev.crier.server.config;

import dev.crier.core.settings.Default;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the hub encrypts. Immutable; safe to share.
 *
 * @param certificate a file in PEM, the hub's certificate first, then those that vouch for it; without it nothing is encrypted
 * @param key a file in PEM with the private key
 * @param reload how often the files are looked at, so that a renewed certificate counts without a restart
 * @param hsts how long browsers are told to use nothing but HTTPS for this host; 0 says nothing
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> key,
        @Default("10s") Duration reload,
        @Default("365d") Duration hsts) {

    /** Nothing is encrypted. */
    public static final TlsConfig NONE =
            new TlsConfig(Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofDays(365));

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if one of the files is there without the other, or a time is out of bounds
     */
    public TlsConfig {
        if (certificate.isPresent() && key.isEmpty()) {
            throw new IllegalArgumentException("key is missing; a certificate is of no use without its private key");
        }
        if (key.isPresent() && certificate.isEmpty()) {
            throw new IllegalArgumentException("certificate is missing; a private key is of no use without it");
        }
        Durations.between("reload", reload, Duration.ofMillis(100), Duration.ofDays(1));
        Durations.between("hsts", hsts, Duration.ZERO, Duration.ofDays(3_650));
    }

    /** Encrypts with a certificate and its key. */
    public static TlsConfig of(Path certificate, Path key) {
        return new TlsConfig(Optional.of(certificate), Optional.of(key), NONE.reload, NONE.hsts);
    }

    /** Whether the hub encrypts. */
    public boolean enabled() {
        return certificate.isPresent();
    }

    /** The same, looking at the files more or less often. */
    public TlsConfig withReload(Duration other) {
        return new TlsConfig(certificate, key, other, hsts);
    }

    /** The same with another promise to browsers. */
    public TlsConfig withHsts(Duration other) {
        return new TlsConfig(certificate, key, reload, other);
    }
}
