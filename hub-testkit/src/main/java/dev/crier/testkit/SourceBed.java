package dev.crier.testkit;

import dev.crier.core.TopicFilter;
import java.util.Map;

/** What the rules of {@link EventSourceContract} stand on: a hub to run the source in, and what is known of the source. */
interface SourceBed {

    /** The hub of this test. */
    DrivenHub hub();

    /** The class that is tested. */
    TestedSource tested();

    /** Bad values, each under its key. */
    Map<String, ?> badSettings();

    /** Where a source with these settings publishes. */
    TopicFilter topics(Record settings);

    /** Whether it keeps its place in its state. */
    boolean remembers();

    /** Whether all its fresh starts say the same. */
    boolean repeatable();

    /** Whether it has something new to say by itself. */
    boolean pushes();

    /** Whether a thread may live longer than the source. */
    boolean mayStay(Thread thread);

    /** A source that runs. */
    default DrivenSource running() {
        return hub().source("tested").start();
    }
}
