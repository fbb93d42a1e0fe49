package dev.crier.server.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The credential of the admin interface. Only its digest is kept, and compared in a time that says nothing of it. Immutable;
 * safe to share.
 */
public final class AdminToken {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 4_096;

    private final byte[] digest;

    private AdminToken(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Reads it; blocks.
     *
     * @throws AdminException if the file can't be read or holds no token
     */
    public static AdminToken read(Path file) {
        String text;
        try {
            if (Files.size(file) > LONGEST) {
                throw new AdminException("admin.token-file: '" + file + "' is longer than a token is");
            }
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new AdminException("admin.token-file: '" + file + "' can't be read: " + e);
        }
        if (text.length() < SHORTEST || !text.matches("[!-~]+")) {
            throw new AdminException("admin.token-file: '" + file + "' must hold one token of at least " + SHORTEST
                    + " visible ASCII characters, such as of: openssl rand -hex 32");
        }
        return new AdminToken(digest(text));
    }

    /** Whether this is the token. */
    boolean is(String other) {
        return MessageDigest.isEqual(digest, digest(other));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
