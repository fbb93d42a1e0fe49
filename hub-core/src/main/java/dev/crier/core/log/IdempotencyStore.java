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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Remembers which idempotency keys were used for what, for a while and up to a bound; the oldest go first. Only for the
 * log's own thread.
 */
final class IdempotencyStore {

    private record Scope(Topic topic, IdempotencyKey key) {}

    /**
     * The first use of a key.
     *
     * @param digest of type, key and data
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a value
    record First(Topic topic, IdempotencyKey key, byte[] digest, long position, Instant time) {

        /** That of an event which has a key. */
        static First of(Stored.OfEvent event) {
            byte[] data = new byte[event.data().remaining()];
            event.data().duplicate().get(data);
            return new First(
                    event.topic(),
                    event.idempotency(),
                    IdempotencyStore.digest(bytes(event.type()), bytes(event.key()), data),
                    event.position(),
                    Instant.ofEpochMilli(event.time()));
        }
    }

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
        remember(new First(draft.topic(), draft.idempotency(), digest(draft), position, now));
    }

    void remember(First first) {
        keys.put(new Scope(first.topic(), first.key()), first);
        if (keys.size() > most) {
            Iterator<Scope> oldest = keys.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Takes back what was remembered of a draft that was not stored after all. */
    void forget(EventDraft draft) {
        keys.remove(new Scope(draft.topic(), draft.idempotency()));
    }

    /** What is remembered of the events from a position on and before another one. */
    List<First> between(long from, long before, Instant now) {
        forget(now);
        return keys.values().stream()
                .filter(first -> first.position() >= from && first.position() < before)
                .toList();
    }

    private void forget(Instant now) {
        Iterator<First> oldest = keys.values().iterator();
        while (oldest.hasNext() && oldest.next().time().plus(age).isBefore(now)) {
            oldest.remove();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(EventDraft draft) {
        return digest(bytes(draft.type()), bytes(draft.key()), bytes(draft.data()));
    }

    private static byte[] digest(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(bytes(part.length + ":"));
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException("this JVM lacks SHA-256", everyJvmHasIt);
        }
    }
}
