package dev.crier.server.config;

import dev.crier.core.settings.Default;
import java.util.List;

/**
 * Which pages of other origins may use the hub. Immutable; safe to share.
 *
 * @param origins such as {@code https://app.example}, or {@code *} for every page; empty for none
 * @param credentials whether the pages that are listed by name may send cookies and the like
 */
public record CorsConfig(
        List<WebOrigin> origins, @Default("false") boolean credentials) {

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if credentials have no origin by name
     */
    public CorsConfig {
        origins = List.copyOf(origins);
        if (credentials && origins.stream().allMatch(WebOrigin::any)) {
            throw new IllegalArgumentException(
                    "credentials need origins listed by name, such as https://app.example; '*' and none at all are not enough");
        }
    }

    /** Makes one of texts; throws as {@link WebOrigin#of} does. */
    public static CorsConfig of(List<String> origins, boolean credentials) {
        return new CorsConfig(origins.stream().map(WebOrigin::of).toList(), credentials);
    }
}
