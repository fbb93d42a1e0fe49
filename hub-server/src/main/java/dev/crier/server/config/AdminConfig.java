package dev.crier.server.config;

import dev.crier.core.settings.Default;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where operators reach the hub: a port of its own, which nobody else should reach. Immutable; safe to share.
 *
 * @param host the address or name to bind
 * @param port the TCP port; 0 for the hub's own plus one, or for any free one where the hub's is any free one
 * @param tokenFile a file with the token that every request has to bring; required unless the host is this machine's own
 *     loopback
 */
public record AdminConfig(
        @Default("127.0.0.1") String host, @Default("0") int port, Optional<Path> tokenFile) {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the host is no host, the port is no port, or a token is missing
     */
    public AdminConfig {
        Objects.requireNonNull(tokenFile, "tokenFile");
        ServerConfig.requireHost(host);
        ServerConfig.requirePort(port, "0 (the hub's own plus one)");
        if (!LOOPBACK.matcher(host).matches() && tokenFile.isEmpty()) {
            throw new IllegalArgumentException("host must be 127.0.0.1, ::1 or localhost as long as there is no"
                    + " token-file, since others could reach the admin interface at '" + host
                    + "'; name a file that holds a token of at least 16 characters");
        }
    }

    /** Whether only this machine reaches it. */
    public boolean loopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** The port to listen on, next to the hub's own; 0 for any free one. */
    int besides(int hubPort) {
        return port != 0 || hubPort == 0 ? port : hubPort + 1;
    }

    /** The same at another address. */
    public AdminConfig withHost(String other) {
        return new AdminConfig(other, port, tokenFile);
    }

    /** The same at another port. */
    public AdminConfig withPort(int other) {
        return new AdminConfig(host, other, tokenFile);
    }

    /** The same with a token. */
    public AdminConfig withTokenFile(Path file) {
        return new AdminConfig(host, port, Optional.of(file));
    }
}
