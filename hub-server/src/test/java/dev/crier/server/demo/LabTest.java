package dev.crier.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.http.LiveStream;
import dev.crier.server.http.Target;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The lab's times and its bookkeeping. */
@ExtendWith(VertxExtension.class)
class LabTest {

    private static final String TOKEN = "abcdef0123456789abcdef0123456789";
    private static final Target TARGET = Target.of("/events", "topic=a&lab=" + TOKEN);

    private Lab lab;

    /** Writes down what is done to it. */
    private static final class Recorded implements LiveStream {

        private final List<String> done = new CopyOnWriteArrayList<>();

        @Override
        public void cut() {
            done.add("cut");
        }

        @Override
        public void hold() {
            done.add("hold");
        }

        @Override
        public void skip() {
            done.add("skip");
        }
    }

    @BeforeEach
    void start(Vertx vertx) {
        lab = new Lab(vertx, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void who_was_offline_is_let_in_again_when_the_time_is_up() {
        Recorded stream = new Recorded();
        lab.opened(TARGET, stream);
        assertThat(lab.harm(Lab.Harm.OFFLINE, TOKEN)).isTrue();
        assertThat(stream.done).containsExactly("cut");
        assertThat(lab.admits(TARGET)).isFalse();
        assertThat(lab.admits(Target.of("/events", "lab=" + TOKEN.replace('a', 'f'))))
                .isTrue();
        assertThat(lab.admits(Target.of("/events", null))).isTrue();
        await().until(() -> lab.admits(TARGET));
    }

    @Test
    void a_stream_is_held_and_then_skips() {
        Recorded stream = new Recorded();
        lab.opened(TARGET, stream);
        assertThat(lab.harm(Lab.Harm.GAP, TOKEN)).isTrue();
        await().until(() -> stream.done.size() == 2);
        assertThat(stream.done).containsExactly("hold", "skip");
    }

    @Test
    void a_token_is_forgotten_with_its_last_stream() {
        List<Recorded> streams = new ArrayList<>(List.of(new Recorded(), new Recorded()));
        streams.forEach(stream -> lab.opened(TARGET, stream));
        lab.closed(TARGET, streams.get(0));
        assertThat(lab.harm(Lab.Harm.CUT, TOKEN)).isTrue();
        lab.closed(TARGET, streams.get(1));
        assertThat(lab.harm(Lab.Harm.CUT, TOKEN)).isFalse();
        assertThat(streams.get(0).done).isEmpty();
        assertThat(streams.get(1).done).containsExactly("cut");
    }

    @Test
    void what_is_no_token_is_ignored() {
        for (String token : new String[] {"short", TOKEN.substring(1), TOKEN + "!", "g".repeat(32), "a".repeat(129)}) {
            lab.opened(Target.of("/events", "lab=" + token), new Recorded());
            assertThat(lab.harm(Lab.Harm.CUT, token)).isFalse();
        }
    }
}
