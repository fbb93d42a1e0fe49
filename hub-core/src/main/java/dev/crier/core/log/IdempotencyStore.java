package dev.crier.core.log;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers which idempotency keys were used for what, for a while and up to a bound; the oldest go first. Only for the
 * log's own thread.
 */
final class IdempotencyStore {

    private record Scope(Topic topic, IdempotencyKey key) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared as a value, and private
    private record First(byte[] digest, long position, Instant time) {}

    private final Duration age;
    private final int most;
    private final Map<Scope, First> keys = new LinkedHashMap<>();

    IdempotencyStore(Duration age, int most) {
        this.age = age;
        this.most = most;
    }

    /**
     * The position of the event that was stored under this draft's key.
     *
     * @throws PublishException {@code CONFLICT} if that was another event
     */
    OptionalLong find(EventDraft draft, Instant now) {
        forget(now);
        First first = keys.get(new Scope(draft.topic(), draft.idempotency()));
        if (first == null) {
            return OptionalLong.empty();
        }
        if (!Arrays.equals(first.digest(), digest(draft))) {
            throw new PublishException(
                    Reason.CONFLICT,
                    "the idempotency key was used for another event on '" + draft.topic()
                            + "'; use a new key for a new event");
        }
        return OptionalLong.of(first.position());
    }

    void remember(EventDraft draft, long position, Instant now) {
        keys.put(new Scope(draft.topic(), draft.idempotency()), new First(digest(draft), position, now));
        if (keys.size() > most) {
            Iterator<Scope> oldest = keys.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void forget(Instant now) {
        Iterator<First> oldest = keys.values().iterator();
        while (oldest.hasNext() && oldest.next().time().plus(age).isBefore(now)) {
            oldest.remove();
        }
    }

    private static byte[] digest(EventDraft draft) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {draft.type(), draft.key(), draft.data()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException("this JVM lacks SHA-256", everyJvmHasIt);
        }
    }
}
