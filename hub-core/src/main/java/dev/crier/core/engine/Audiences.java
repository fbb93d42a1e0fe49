package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The audiences of one event loop: made when the first member joins, dropped when the last one has left. Only for that loop. */
final class Audiences {

    private record Key(TopicFilter filter, WireFormat format) {}

    private final Map<Key, Audience> audiences = new HashMap<>();
    private final AudienceIndex index = new AudienceIndex();

    /**
     * Makes a subscription a member of its audience, where it stands from then on.
     *
     * @param cursor the position up to which every audience has been passed, or is being passed
     */
    void join(Subscription subscription, long cursor, long now) {
        Key key = new Key(subscription.filter(), subscription.format());
        Audience audience = audiences.get(key);
        if (audience == null) {
            audience = new Audience(key.filter(), key.format(), cursor, now);
            audiences.put(key, audience);
            index.add(audience);
        }
        if (subscription.sentTo() <= cursor) {
            // Nothing that matches lies between the two, and only who stands just there is written to.
            subscription.sentTo(audience.at());
        }
        subscription.audience(audience);
        audience.add(subscription);
    }

    void leave(Subscription subscription) {
        Audience audience = subscription.audience();
        if (audience != null) {
            subscription.audience(null);
            audience.remove(subscription);
            dropIfEmpty(audience);
        }
    }

    void dropIfEmpty(Audience audience) {
        Key key = new Key(audience.filter(), audience.format());
        if (audience.size() == 0 && audience.passed() && audiences.remove(key, audience)) {
            index.remove(audience);
        }
    }

    /** Makes an event due for each audience that matches, and adds those to a round that weren't in it. */
    void collect(WindowEntry.Entry entry, Queue<Audience> round) {
        index.match(entry.event().topic(), audience -> {
            if (audience.collect(entry)) {
                round.add(audience);
            }
        });
    }

    Collection<Audience> all() {
        return audiences.values();
    }

    /** Dissolves all audiences; their members are answered. */
    List<Subscription> dissolve() {
        List<Subscription> members = new ArrayList<>();
        for (Audience audience : audiences.values()) {
            members.addAll(audience.members());
            index.remove(audience);
        }
        audiences.clear();
        members.forEach(member -> member.audience(null));
        return members;
    }
}
