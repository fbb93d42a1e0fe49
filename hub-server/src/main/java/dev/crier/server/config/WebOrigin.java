package dev.crier.server.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crier.core.settings.Printable;
import java.net.URI;
import java.util.Locale;

/**
 * An origin of pages as a browser sends it, such as {@code https://app.example}, or {@code *} for every origin. Immutable;
 * safe to share.
 */
public final class WebOrigin {

    private static final String ANY = "*";

    private final String text;

    private WebOrigin(String text) {
        this.text = text;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if the text is no origin
     */
    @JsonCreator
    public static WebOrigin of(String text) {
        if (!text.equals(ANY)) {
            check(text);
        }
        return new WebOrigin(text);
    }

    private static void check(String origin) {
        String scheme = origin.toLowerCase(Locale.ROOT);
        if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
            throw new IllegalArgumentException("an origin is written as a browser sends it, such as https://app.example"
                    + " or http://localhost:3000, not " + Printable.quoted(origin));
        }
        URI uri;
        try {
            uri = URI.create(origin);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an origin is an address such as https://app.example, not " + Printable.quoted(origin), e);
        }
        String bare = uri.getScheme() + "://" + uri.getRawAuthority();
        if (uri.getHost() == null || uri.getRawUserInfo() != null || !bare.equals(origin)) {
            throw new IllegalArgumentException("an origin has a host and maybe a port, nothing else: "
                    + Printable.quoted(origin) + " should be " + Printable.quoted(bare));
        }
    }

    /** Whether it stands for every origin. */
    public boolean any() {
        return text.equals(ANY);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebOrigin origin && origin.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
