package dev.crier.redis;

import dev.crier.core.EventDraft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of texts, as names and to compare. Stateless. */
final class Digests {

    private static final String ALGORITHM = "SHA-256";

    private Digests() {}

    /** What makes a repeat: who publishes under which key on which topic. */
    static String scope(EventDraft draft) {
        return of(
                draft.idempotency().principal(),
                draft.topic().path(),
                draft.idempotency().key());
    }

    /** What a repeat must have in common with the first. */
    static String content(EventDraft draft) {
        return of(draft.type(), draft.key(), draft.data());
    }

    private static String of(String... parts) {
        MessageDigest digest = digest(ALGORITHM);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String hex(String algorithm, byte[] bytes) {
        return HexFormat.of().formatHex(digest(algorithm).digest(bytes));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException("this JVM lacks " + algorithm, everyJvmHasIt);
        }
    }
}
