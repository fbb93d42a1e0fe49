package dev.crier.core.engine;

import dev.crier.core.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The audiences of one event loop: made when the first member joins, dropped when the last one has left. Only for that loop. */
final class Audiences {

    private final Map<Audience.Key, Audience> audiences = new HashMap<>();
    private final AudienceIndex index = new AudienceIndex();

    /**
     * Makes a subscription a member of its audience, where it stands from then on.
     *
     * @param cursor the position up to which every audience has been passed, or is being passed
     */
    void join(Subscription subscription, long cursor, long now) {
        Audience audience = audiences.get(subscription.key());
        if (audience == null) {
            audience = new Audience(subscription.key(), cursor, now);
            audiences.put(audience.key(), audience);
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
        if (audience.size() == 0 && audience.passed() && audiences.remove(audience.key(), audience)) {
            index.remove(audience);
            audience.close();
        }
    }

    /** Makes an event due for each audience that matches, and adds those to a round that weren't in it. */
    void collect(WindowEntry.Entry entry, Queue<Audience> round) {
        index.match(entry.event().topic(), audience -> {
            if (audience.wants(entry) && audience.collect(entry)) {
                round.add(audience);
            }
        });
    }

    /**
     * Makes a sign of life due for each audience that was silent: its place, if that has moved.
     *
     * @param place where the loop stands
     * @param since in the fan-out's milliseconds
     * @return those that have one due
     */
    List<Audience> announce(EventId place, long since) {
        List<Audience> silent = new ArrayList<>();
        for (Audience audience : audiences.values()) {
            if (audience.passed() && audience.lastPass() <= since) {
                boolean moved = place.position() > audience.at();
                WireFormat format = audience.format();
                audience.announce(moved ? format.checkpoint(place) : format.heartbeat(), place.position());
                silent.add(audience);
            }
        }
        return silent;
    }

    /** Dissolves all audiences; their members are answered. */
    List<Subscription> dissolve() {
        List<Subscription> members = new ArrayList<>();
        for (Audience audience : audiences.values()) {
            members.addAll(audience.members());
            index.remove(audience);
            audience.close();
        }
        audiences.clear();
        members.forEach(member -> member.audience(null));
        return members;
    }
}
