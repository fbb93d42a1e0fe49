package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of one event loop with the same filter, format and coding that are up to date: they get the same bytes.
 *
 * <p>Only for its event loop. What is due is written in passes {@code (from, to, buffer)}, one at a time, each in as many
 * slices as it takes. A pass writes only to a member whose {@code sentTo} is its {@code from}; whoever already has it (joined
 * in mid-pass) is passed over, and whoever stands anywhere else leaves and catches up. So a slice, a joiner or a leaver in
 * mid-pass neither doubles, skips nor reorders anything.
 */
final class Audience {

    /** From how many members on a compressor of their own pays; it holds up to half a megabyte. */
    static final int SHARES_FROM = 16;

    /** What all members have in common. */
    record Key(TopicFilter filter, WireFormat format, ContentCoding coding) {}

    private final Key key;
    private final boolean exceptions;
    private final List<@Nullable Subscription> members = new ArrayList<>();
    private final List<WindowEntry.Entry> due = new ArrayList<>();
    private int size;

    /** Where every member stands once the round under way is over. */
    private long at;

    private long passedTo;
    private int nextDue;
    private @Nullable Buffer notice;
    private @Nullable Pass pass;
    private int nextMember;
    private long lastPass;
    private @Nullable SharedCompression shared;
    /** Whether there may be members who don't follow the shared compression. */
    private boolean strangers = true;

    Audience(Key key, long at, long now) {
        this.key = key;
        this.exceptions = key.filter().hasExceptions();
        this.at = at;
        this.passedTo = at;
        this.lastPass = now;
    }

    Key key() {
        return key;
    }

    TopicFilter filter() {
        return key.filter();
    }

    WireFormat format() {
        return key.format();
    }

    long at() {
        return at;
    }

    /** When the last pass began, in the fan-out's milliseconds. */
    long lastPass() {
        return lastPass;
    }

    int size() {
        return size;
    }

    // ---- members

    void add(Subscription subscription) {
        subscription.seat(members.size());
        members.add(subscription);
        size++;
        strangers = true;
    }

    void remove(Subscription subscription) {
        members.set(subscription.seat(), null);
        size--;
        if (pass == null && members.size() > 2 * size + 8) {
            closeRanks();
        }
    }

    private void closeRanks() {
        members.removeIf(Objects::isNull);
        for (int i = 0; i < members.size(); i++) {
            Objects.requireNonNull(members.get(i)).seat(i);
        }
    }

    /** The members at this moment. */
    List<Subscription> members() {
        List<Subscription> present = new ArrayList<>(size);
        for (Subscription member : members) {
            if (member != null) {
                present.add(member);
            }
        }
        return present;
    }

    // ---- what is due

    /** Whether an event that one of the filter's patterns matches is none of their exceptions. */
    boolean wants(WindowEntry.Entry entry) {
        return !exceptions || key.filter().matches(entry.event().topic());
    }

    /** Adds an event that matches; true if it is the first of this round. A second call with the same event is harmless. */
    boolean collect(WindowEntry.Entry entry) {
        boolean first = due.isEmpty();
        if (first || !due.get(due.size() - 1).equals(entry)) {
            due.add(entry);
            at = entry.position();
        }
        return first;
    }

    /** Makes a notice of the hub's due, after which members stand at a position. */
    void announce(Buffer bytes, long upTo) {
        notice = bytes;
        at = upTo;
    }

    /**
     * Writes what is due, until it is done or the slice is used up.
     *
     * @param writes how many writes the slice has
     * @param tally counts what is written
     * @param behind hears of members that can't be written to
     * @return how many writes are left; 0 if there may be more to do
     */
    int pass(int writes, FrameJoiner joiner, DeliveryTally tally, long now, Consumer<Subscription> behind) {
        int left = writes;
        while (left > 0) {
            if (pass == null && !beginPass(joiner, now)) {
                return left;
            }
            left = write(left, tally, behind);
        }
        return 0;
    }

    /** Whether nothing is due any more. */
    boolean passed() {
        return pass == null && notice == null && due.isEmpty();
    }

    private boolean beginPass(FrameJoiner joiner, long now) {
        if (!due.isEmpty()) {
            int count = joiner.fitting(due, nextDue, format());
            List<WindowEntry.Entry> next = List.copyOf(due.subList(nextDue, nextDue + count));
            nextDue += count;
            if (nextDue == due.size()) {
                due.clear();
                nextDue = 0;
            }
            pass = pass(next, joiner, now);
        } else if (notice != null) {
            pass = pass(notice, joiner, now);
            notice = null;
        } else {
            return false;
        }
        nextMember = 0;
        lastPass = now;
        return true;
    }

    private Pass pass(List<WindowEntry.Entry> events, FrameJoiner joiner, long now) {
        long to = events.get(events.size() - 1).position();
        if (!shares(joiner)) {
            return Pass.same(
                    passedTo,
                    to,
                    events.size(),
                    events.get(0).since(),
                    () -> joiner.join(events, format(), key.coding()));
        }
        SharedCompression by = Objects.requireNonNull(shared);
        Buffer bytes = by.next(joiner.join(events, format(), ContentCoding.IDENTITY), strangers, now);
        return Pass.shared(
                passedTo,
                to,
                events.size(),
                events.get(0).since(),
                bytes,
                by,
                () -> joiner.join(events, format(), key.coding()));
    }

    private Pass pass(Buffer plain, FrameJoiner joiner, long now) {
        if (!shares(joiner)) {
            return Pass.same(passedTo, at, 0, 0, () -> joiner.coded(plain, key.coding()));
        }
        SharedCompression by = Objects.requireNonNull(shared);
        return Pass.shared(
                passedTo, at, 0, 0, by.next(plain, strangers, now), by, () -> joiner.coded(plain, key.coding()));
    }

    private boolean shares(FrameJoiner joiner) {
        if (key.coding() == ContentCoding.IDENTITY) {
            return false;
        }
        if (shared == null && size >= SHARES_FROM && joiner.compression().hasRoom()) {
            shared = joiner.compression().share(key.coding());
        } else if (shared != null && size < SHARES_FROM / 2) {
            close();
        }
        return shared != null;
    }

    private int write(int writes, DeliveryTally tally, Consumer<Subscription> behind) {
        Pass now = Objects.requireNonNull(pass);
        int left = writes;
        int reached = 0;
        long bytes = 0;
        while (nextMember < members.size()) {
            if (left == 0) {
                tally.passed(now, reached, bytes);
                return 0;
            }
            Subscription member = members.get(nextMember++);
            if (member == null || member.has(now)) {
                continue;
            }
            left--;
            int sent = member.offer(now);
            if (sent == Subscription.BEHIND) {
                behind.accept(member);
            } else if (sent > 0) {
                reached++;
                bytes += sent;
            }
        }
        tally.passed(now, reached, bytes);
        if (now.events() > 0) {
            tally.delivered(now.since());
        }
        passedTo = now.to();
        strangers = now.strangers();
        pass = null;
        if (members.size() > 2 * size + 8) {
            closeRanks();
        }
        return left;
    }

    /** Gives back what the compressor holds. */
    void close() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }
}
