package dev.crier.bench.faults;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges what one subscriber gets over all its connections: every event of its topics whole, once, in order, or in a gap that
 * it was told of.
 *
 * <p>A gap excuses what is missing between the last event of a topic before it and the first one after it, and nothing else.
 * Only for one thread.
 */
final class Account {

    private final Ledger ledger;
    private final Map<Integer, OfTopic> topics = new HashMap<>();
    private boolean begun;
    private long received;
    private long gaps;
    private long announced;
    private long doubled;
    private long reordered;
    private long broken;

    /** One topic of it. */
    private static final class OfTopic {
        /** The number of the next event; events below may come only while none came. */
        long next;

        boolean fresh = true;
        boolean inGap;
        final BitSet missing = new BitSet();
    }

    Account(List<Integer> topics, Ledger ledger) {
        this.ledger = ledger;
        topics.forEach(topic -> this.topics.put(topic, new OfTopic()));
    }

    /** The stream has its place: from now on nothing may be missing. */
    void begin() {
        if (!begun) {
            begun = true;
            topics.forEach((topic, of) -> of.next = ledger.taken(topic));
        }
    }

    boolean begun() {
        return begun;
    }

    /** An event came, none if it was not whole; false if it is nothing that may come. */
    boolean event(@Nullable Numbered event) {
        OfTopic of = event == null ? null : topics.get(event.topic());
        if (event == null || of == null || !begun) {
            broken++;
            return false;
        }
        long number = event.number();
        received++;
        if (number >= of.next) {
            passOver(of, number);
            of.next = number + 1;
        } else if (of.fresh) {
            of.next = number + 1;
        } else if (of.missing.get((int) number)) {
            of.missing.clear((int) number);
            reordered++;
        } else {
            received--;
            doubled++;
        }
        of.fresh = false;
        of.inGap = false;
        return true;
    }

    private void passOver(OfTopic of, long upTo) {
        if (of.inGap) {
            announced += upTo - of.next;
        } else {
            of.missing.set((int) of.next, (int) upTo);
        }
    }

    /**
     * A gap was announced.
     *
     * @param paths the topics, or filters, that it names
     */
    void gap(List<String> paths) {
        gaps++;
        topics.forEach((topic, of) -> {
            if (paths.contains(Numbered.path(topic))
                    || paths.contains("faults/*")
                    || paths.contains("faults/**")
                    || paths.contains("**")) {
                of.inGap = true;
            }
        });
    }

    /** When an event was published, as {@link System#nanoTime()} says. */
    long published(Numbered event) {
        return ledger.time(event);
    }

    /** Something came that is no event stream. */
    void broken() {
        broken++;
    }

    long gaps() {
        return gaps;
    }

    /** Whether nothing more is to come of so many events of each topic. */
    boolean has(long[] published) {
        return begun
                && topics.entrySet().stream().allMatch(entry -> {
                    long last = published[entry.getKey()];
                    OfTopic of = entry.getValue();
                    return of.next >= last || of.inGap || ledger.allUnsure(entry.getKey(), of.next, last);
                });
    }

    /** What is missing at most, for people. */
    List<String> behind() {
        List<String> behind = new ArrayList<>();
        topics.forEach((topic, of) -> {
            if (of.next < ledger.taken(topic)) {
                behind.add(Numbered.path(topic) + " at " + of.next + " of " + ledger.taken(topic));
            }
        });
        return behind;
    }

    /** The judgement, once nothing more is to come: what did not come is lost. */
    Tally tally(long reconnects) {
        topics.forEach((topic, of) -> {
            if (of.next < ledger.taken(topic)) {
                passOver(of, ledger.taken(topic));
                of.next = ledger.taken(topic);
            }
        });
        return soFar(reconnects);
    }

    /** The judgement of one who left early: what had not come yet is not lost. */
    Tally soFar(long reconnects) {
        long lost = 0;
        for (Map.Entry<Integer, OfTopic> entry : topics.entrySet()) {
            OfTopic of = entry.getValue();
            lost += of.missing.cardinality() - ledger.unsure(entry.getKey(), of.missing);
        }
        return new Tally(1, received, reconnects, gaps, announced, lost, doubled, reordered, broken);
    }
}
