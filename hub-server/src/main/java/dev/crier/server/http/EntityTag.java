package dev.crier.server.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names one version of a resource (RFC 9110, section 8.8.3), so that a client that has it isn't sent it again. Immutable.
 *
 * @param text the tag with its quotes
 */
public record EntityTag(String text) {

    private static final int BYTES = 16;

    /** A tag of a text of its own, made of letters, digits and dashes. */
    public static EntityTag named(String name) {
        return new EntityTag('"' + name + '"');
    }

    /** The tag of just these bytes. */
    public static EntityTag of(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return named(HexFormat.of().formatHex(hash, 0, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether {@code If-None-Match} headers name this version, strongly or weakly, or any. */
    public boolean matches(List<String> ifNoneMatch) {
        for (String header : ifNoneMatch) {
            for (String candidate : header.split(",", -1)) {
                String bare = candidate.strip();
                if (bare.equals("*") || bare.equals(text) || bare.equals("W/" + text)) {
                    return true;
                }
            }
        }
        return false;
    }
}
