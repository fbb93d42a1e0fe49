package dev.crier.sources.rss;

import dev.crier.core.spi.SourceState;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must outlive a restart so that a feed is neither published twice nor asked for in vain: which items were met, what
 * recognises an unchanged document, where the feed has moved to, and how often it wants to be read.
 *
 * <p>All of it but the items belongs to one address: when the configuration names another one, it starts afresh. Confined to
 * the thread of the source.
 */
final class Memory {

    /** How often in a row a permanent redirect must lead to the same place to be believed. */
    static final int BELIEVED_MOVES = 3;

    private static final List<String> KEYS = List.of(
            "feed",
            "baseline",
            "validators-of",
            "etag",
            "last-modified",
            "moved-to",
            "moved-times",
            "not-before",
            "pace",
            "seen");

    private final SourceState state;
    private final String feed;
    private final Map<String, String> saved;
    private final Seen seen;
    private boolean baseline;
    private Validators validators = Validators.NONE;
    private String movedTo = "";
    private int movedTimes;
    private Instant notBefore = Instant.EPOCH;
    private Pace pace = Pace.ANY;

    private Memory(SourceState state, String feed, Map<String, String> saved) {
        this.state = state;
        this.feed = feed;
        this.saved = saved;
        this.seen = Seen.parse(saved("seen"));
        if (saved("feed").equals(feed)) {
            baseline = saved("baseline").equals("yes");
            validators = new Validators(saved("validators-of"), saved("etag"), saved("last-modified"));
            movedTo = saved("moved-to");
            movedTimes = saved("moved-times").matches("\\d") ? Integer.parseInt(saved("moved-times")) : 0;
            notBefore = instant(saved("not-before"));
            pace = Pace.parse(saved("pace"));
        }
    }

    /** What is remembered of a feed. */
    static Future<Memory> load(SourceState state, String feed) {
        Map<String, String> saved = new HashMap<>();
        return Future.join(KEYS.stream()
                        .map(key -> state.get(key).onSuccess(value -> value.ifPresent(text -> saved.put(key, text))))
                        .toList())
                .map(loaded -> new Memory(state, feed, saved));
    }

    private String saved(String key) {
        return saved.getOrDefault(key, "");
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeException notOurs) {
            return Instant.EPOCH;
        }
    }

    /** Keeps what has changed, all of it at once. */
    Future<Void> save() {
        Map<String, String> changed = new HashMap<>();
        put(changed, "feed", feed);
        put(changed, "baseline", baseline ? "yes" : "");
        put(changed, "validators-of", validators.url());
        put(changed, "etag", validators.etag());
        put(changed, "last-modified", validators.lastModified());
        put(changed, "moved-to", movedTo);
        put(changed, "moved-times", movedTimes == 0 ? "" : String.valueOf(movedTimes));
        put(changed, "not-before", notBefore.equals(Instant.EPOCH) ? "" : notBefore.toString());
        put(changed, "pace", pace.text());
        put(changed, "seen", seen.text());
        if (changed.isEmpty()) {
            return Future.succeededFuture();
        }
        return state.put(changed).onSuccess(kept -> saved.putAll(changed));
    }

    private void put(Map<String, String> changed, String key, String value) {
        if (!value.equals(saved(key))) {
            changed.put(key, value);
        }
    }

    /** Begins anew, because nothing is left of what was published. */
    void forgetPublished() {
        baseline = false;
        validators = Validators.NONE;
        seen.clear();
    }

    /** Whether the feed's older items were met, so that all unknown ones are new. */
    boolean baseline() {
        return baseline;
    }

    void read(Pace newPace, Validators newValidators) {
        baseline = true;
        pace = newPace;
        validators = newValidators;
        notBefore = Instant.EPOCH;
    }

    Seen seen() {
        return seen;
    }

    Validators validators() {
        return validators;
    }

    Pace pace() {
        return pace;
    }

    /** Before when the feed's server doesn't want to be asked, by its own word. */
    Instant notBefore() {
        return notBefore;
    }

    void notBefore(Instant time) {
        notBefore = time;
    }

    /** Where the feed has moved to for good. */
    Optional<FeedUrl> moved() {
        return movedTimes < BELIEVED_MOVES || movedTo.isEmpty() ? Optional.empty() : parsed(movedTo);
    }

    private static Optional<FeedUrl> parsed(String url) {
        try {
            return Optional.of(FeedUrl.of(url));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Counts where a read from the configured address was sent for good; empty if it was not. */
    void redirected(Optional<FeedUrl> to) {
        String target = to.map(FeedUrl::toString).orElse("");
        movedTimes = target.isEmpty() ? 0 : target.equals(movedTo) ? Math.min(movedTimes + 1, BELIEVED_MOVES) : 1;
        movedTo = target;
    }
}
