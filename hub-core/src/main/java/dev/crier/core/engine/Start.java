package dev.crier.core.engine;

import java.util.Objects;

/** Where a stream begins. Immutable. */
public sealed interface Start {

    /** With the next event. */
    static Start live() {
        return new Live();
    }

    /** With the oldest kept event. */
    static Start earliest() {
        return new Earliest();
    }

    /** With the newest {@code events} kept events of the whole filter; from 0. */
    static Start last(int events) {
        return new Last(events);
    }

    /** After the event of this id; a text that is no id of this hub is announced as a gap, never refused. */
    static Start after(String lastEventId) {
        return new After(lastEventId);
    }

    /** See {@link Start#live()}. */
    record Live() implements Start {}

    /** See {@link Start#earliest()}. */
    record Earliest() implements Start {}

    /** See {@link Start#last}. */
    record Last(int events) implements Start {

        /** Makes one. */
        public Last {
            if (events < 0) {
                throw new IllegalArgumentException("the number of events to replay is not negative: " + events);
            }
        }
    }

    /** See {@link Start#after}. */
    record After(String lastEventId) implements Start {

        /** Makes one. */
        public After {
            Objects.requireNonNull(lastEventId, "lastEventId");
        }
    }
}
