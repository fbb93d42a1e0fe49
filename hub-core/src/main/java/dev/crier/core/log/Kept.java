package dev.crier.core.log;

import dev.crier.core.Topic;

/** What a {@link History} has to know of an event that it keeps. Immutable as far as it is said here; safe on any thread. */
interface Kept {

    /** Its place. */
    long position();

    /** Where it was published; the history's own instance. */
    Topic topic();

    /** What it counts against the bounds, in bytes; see {@link dev.crier.core.Event#cost()}. */
    long cost();

    /** When it was accepted, in milliseconds since 1970. */
    long time();
}
