package dev.crier.sources.rss;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The event of an item: its fields as JSON, its identity as key, and as idempotency key so that an item whose publishing was
 * not acknowledged can be published again. Immutable and safe to share.
 *
 * @param topic where the items go
 * @param publisher who publishes them, for the idempotency key
 */
record ItemEvents(Topic topic, String publisher) {

    private static final int LONGEST_GUID = 1_000;

    EventDraft draft(FeedItem item, String feedTitle) {
        String identity = item.identity();
        String guid = PlainText.of(identity, LONGEST_GUID);
        JsonObject data = new JsonObject();
        put(data, "title", item.title());
        put(data, "link", item.link());
        put(data, "summary", item.summary());
        item.published().ifPresent(time -> data.put("published", time.toString()));
        put(data, "author", item.author());
        if (!item.categories().isEmpty()) {
            data.put("categories", new JsonArray(item.categories()));
        }
        put(data, "feed", feedTitle);
        put(data, "guid", guid);
        String digest = Digests.of(identity);
        boolean sayable = guid.equals(identity) && guid.length() <= EventDraft.MAX_NAME;
        return EventDraft.of(topic, data.encode())
                .withKey(sayable ? guid : "sha256:" + digest)
                .withIdempotency(new IdempotencyKey(publisher, digest));
    }

    private static void put(JsonObject data, String name, String value) {
        if (!value.isEmpty()) {
            data.put(name, value);
        }
    }
}
