package dev.crier.testkit;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.EventSource;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of {@link EventSource} as tests, each named after the rule that it checks: extend this class, say which class
 * it is about and with which settings it runs, and run it as a JUnit test.
 *
 * <pre>{@code
 * class DiceSourceTest extends EventSourceContract {
 *     protected Class<DiceSource> source() {
 *         return DiceSource.class;
 *     }
 *
 *     protected Map<String, ?> settings() {
 *         return Map.of("topic", "dice");
 *     }
 * }
 * }</pre>
 *
 * <p>The source runs in the hub's own core, under its own supervisor, with an empty history and an empty state for each test.
 * Its time is moved on by the tests, whenever they want something to happen, so that a feed that is read every hour takes no
 * hour. What a source can't do, or does besides, is said by the methods that may be overridden; the rules that don't apply are
 * then skipped, and shown as skipped. JUnit makes one instance for all tests of the class.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EventSourceContract
        implements SourceBed,
                SourceFormRules,
                SourceRunRules,
                SourceEmitRules,
                SourceCompanyRules,
                SourceStateRules,
                SourceConductRules {

    private @Nullable Vertx vertx;
    private @Nullable TestedSource tested;
    private @Nullable DrivenHub hub;

    // ---- what the author of a source says

    /** The class of the source, as {@code META-INF/services} names it. */
    protected abstract Class<? extends EventSource<?>> source();

    /**
     * Settings with which the source works here, as they would stand in a configuration, without {@code type}. Where a key is
     * a topic, the tests put others in its place.
     */
    protected abstract Map<String, ?> settings() throws Exception;

    /**
     * Makes the feed have something to say that it hasn't said yet. Nothing to do for a source that always finds something
     * new, such as one that counts. Called on the test's thread, more often than there is something to be seen of it.
     */
    protected void somethingNew() throws Exception {}

    /** Values that the settings must refuse, each under the key that the refusal must begin with; none by default. */
    @Override
    public Map<String, ?> badSettings() {
        return Map.of();
    }

    /**
     * Where a source with these settings publishes; by default on the topics that stand in them, and below.
     *
     * @param settings of the record that the source names
     */
    @Override
    public TopicFilter topics(Record settings) {
        List<Topic> topics = SettingsTopics.of(settings);
        if (topics.isEmpty()) {
            throw new AssertionError("no topic stands in the settings; override topics(), to say where it publishes");
        }
        return TopicFilter.anyOf(topics.stream().map(topic -> topic + "/**").toList());
    }

    /**
     * Whether the source keeps its place in its state; false by default. What {@link #somethingNew} brings must then differ
     * each time, and be there still when the source comes back.
     */
    @Override
    public boolean remembers() {
        return false;
    }

    /** Whether all starts without a state say the same events in the same order; false by default. */
    @Override
    public boolean repeatable() {
        return false;
    }

    /** Whether the feed has something new by itself, in real time, as a connection to somewhere has; false by default. */
    @Override
    public boolean pushes() {
        return false;
    }

    /** Whether a thread may outlive the source, because a library keeps it for the whole process; false by default. */
    @Override
    public boolean mayStay(Thread thread) {
        return false;
    }

    // ---- for the rules

    @Override
    public final TestedSource tested() {
        return Objects.requireNonNull(tested);
    }

    @Override
    public final DrivenHub hub() {
        return Objects.requireNonNull(hub);
    }

    private Map<String, ?> presentSettings() {
        try {
            return settings();
        } catch (Exception failed) {
            throw new IllegalStateException("the settings could not be made", failed);
        }
    }

    private void feed() {
        try {
            somethingNew();
        } catch (Exception failed) {
            throw new IllegalStateException("the feed could not be given something new", failed);
        }
    }

    // ---- around the tests

    @BeforeAll
    final void openVertx() {
        vertx = Vertx.vertx();
        tested = new TestedSource(source(), this::presentSettings);
    }

    @AfterAll
    final void closeVertx() {
        Patience.await(Objects.requireNonNull(vertx).close(), "Vert.x has not closed");
    }

    @BeforeEach
    final void openHub() {
        hub = new DrivenHub(Objects.requireNonNull(vertx), tested(), this::feed);
        hub.start();
    }

    @AfterEach
    final void closeHub() {
        hub().close();
    }
}
