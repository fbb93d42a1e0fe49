package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of one event loop with the same filter and format that are up to date: they get the same bytes.
 *
 * <p>Only for its event loop. What is due is written in passes {@code (from, to, buffer)}, one at a time, each in as many
 * slices as it takes. A pass writes only to a member whose {@code sentTo} is its {@code from}; whoever already has it (joined
 * in mid-pass) is passed over, and whoever stands anywhere else leaves and catches up. So a slice, a joiner or a leaver in
 * mid-pass neither doubles, skips nor reorders anything.
 */
final class Audience {

    private final TopicFilter filter;
    private final WireFormat format;
    private final List<@Nullable Subscription> members = new ArrayList<>();
    private final List<WindowEntry.Entry> due = new ArrayList<>();
    private int size;

    /** Where every member stands once the round under way is over. */
    private long at;

    private long passedTo;
    private int nextDue;
    private @Nullable Buffer notice;
    private @Nullable Buffer pass;
    private long passTo;
    private int nextMember;
    private long lastPass;

    Audience(TopicFilter filter, WireFormat format, long at, long now) {
        this.filter = filter;
        this.format = format;
        this.at = at;
        this.passedTo = at;
        this.lastPass = now;
    }

    TopicFilter filter() {
        return filter;
    }

    WireFormat format() {
        return format;
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

    /** Adds an event that matches; true if it is the first of this round. A second call with the same event is harmless. */
    boolean collect(WindowEntry.Entry entry) {
        boolean first = due.isEmpty();
        if (first || due.get(due.size() - 1) != entry) {
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
     * @param behind hears of members that can't be written to
     * @return how many writes are left; 0 if there may be more to do
     */
    int pass(int writes, FrameJoiner joiner, long now, Consumer<Subscription> behind) {
        int left = writes;
        while (left > 0) {
            if (pass == null && !beginPass(joiner, now)) {
                return left;
            }
            left = write(left, behind);
        }
        return 0;
    }

    /** Whether nothing is due any more. */
    boolean passed() {
        return pass == null && notice == null && due.isEmpty();
    }

    private boolean beginPass(FrameJoiner joiner, long now) {
        if (!due.isEmpty()) {
            int count = joiner.fitting(due, nextDue, format);
            List<WindowEntry.Entry> next = due.subList(nextDue, nextDue + count);
            pass = joiner.join(next, format);
            passTo = next.get(count - 1).position();
            nextDue += count;
            if (nextDue == due.size()) {
                due.clear();
                nextDue = 0;
            }
        } else if (notice != null) {
            pass = notice;
            passTo = at;
            notice = null;
        } else {
            return false;
        }
        nextMember = 0;
        lastPass = now;
        return true;
    }

    private int write(int writes, Consumer<Subscription> behind) {
        Buffer bytes = Objects.requireNonNull(pass);
        int left = writes;
        while (nextMember < members.size()) {
            if (left == 0) {
                return 0;
            }
            Subscription member = members.get(nextMember++);
            if (member == null || member.has(passedTo, passTo)) {
                continue;
            }
            left--;
            if (!member.offer(passedTo, passTo, bytes)) {
                behind.accept(member);
            }
        }
        passedTo = passTo;
        pass = null;
        if (members.size() > 2 * size + 8) {
            closeRanks();
        }
        return left;
    }
}
