package dev.crier.server.config;

import dev.crier.core.settings.Default;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Which pages of other origins may use the hub. Immutable; safe to share.
 *
 * @param origins such as {@code https://app.example}, or {@code *} for every page; empty for none
 * @param credentials whether the pages that are listed by name may send cookies and the like
 */
public record CorsConfig(
        List<String> origins, @Default("false") boolean credentials) {

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if an origin is none, or credentials have no origin by name
     */
    public CorsConfig {
        origins = List.copyOf(origins);
        origins.forEach(CorsConfig::check);
        if (credentials && origins.stream().allMatch(origin -> origin.equals("*"))) {
            throw new IllegalArgumentException(
                    "credentials need origins listed by name, such as https://app.example; '*' and none at all are not enough");
        }
    }

    private static void check(String origin) {
        if (origin.equals("*")) {
            return;
        }
        String scheme = origin.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "origins are written as a browser sends them, such as https://app.example"
                            + " or http://localhost:3000, not '" + origin + "'");
        }
        try {
            URI uri = URI.create(origin);
            String bare = uri.getScheme() + "://" + uri.getRawAuthority();
            if (uri.getHost() == null || uri.getRawUserInfo() != null || !bare.equals(origin)) {
                throw new IllegalArgumentException("origins have a host and maybe a port, nothing else: '" + origin
                        + "' should be '" + bare + "'");
            }
        } catch (IllegalArgumentException e) {
            if (e.getCause() == null) {
                throw e;
            }
            throw new IllegalArgumentException(
                    "origins are addresses such as https://app.example, not '" + origin + "'", e);
        }
    }
}
