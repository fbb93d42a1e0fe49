package dev.crier.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crier.core.TopicFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tickets, as time goes by,")
class TicketsTest {

    private static final Duration TTL = Duration.ofSeconds(30);

    private static final class Hands extends Clock {

        private Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Hands clock = new Hands();
    private final Tickets tickets = new Tickets("s".repeat(32).getBytes(UTF_8), TTL, clock);

    private Identity identity() {
        return new Identity(
                "alice",
                Optional.of(TopicFilter.of("a")),
                Optional.of(TopicFilter.ALL),
                clock.now.plus(Duration.ofHours(1)));
    }

    private String ticket() {
        return tickets.issue(identity(), Optional.of(TopicFilter.of("a"))).text();
    }

    @Test
    @DisplayName("can be spent as long as they wait, and no longer")
    void spendBy() {
        String inTime = ticket();
        String late = ticket();
        clock.now = clock.now.plus(TTL);
        assertThat(tickets.admit(inTime, Optional.empty(), true)).isPresent();
        clock.now = clock.now.plusMillis(1);
        assertThat(tickets.admit(late, Optional.empty(), true)).isEmpty();
    }

    @Test
    @DisplayName("are remembered as spent only while they could be spent again")
    void forgotten() {
        for (int i = 0; i < 100; i++) {
            assertThat(tickets.admit(ticket(), Optional.empty(), true)).isPresent();
        }
        assertThat(tickets.remembered()).isEqualTo(100);
        clock.now = clock.now.plus(TTL).plusMillis(1);
        assertThat(tickets.admit(ticket(), Optional.empty(), true)).isPresent();
        assertThat(tickets.remembered()).isEqualTo(1);
    }

    @Test
    @DisplayName("permit reading what they say, and publishing nothing")
    void permits() {
        Tickets.Admission admission =
                tickets.admit(ticket(), Optional.empty(), true).orElseThrow();
        assertThat(admission.identity().subscribe()).contains(TopicFilter.of("a"));
        assertThat(admission.identity().publish()).isEmpty();
        assertThat(admission.identity().principal()).isEqualTo("alice");
        assertThat(admission.identity().expires().getEpochSecond())
                .isEqualTo(identity().expires().getEpochSecond());
    }

    @Test
    @DisplayName("have cookies of another secret than their own")
    void twoSecrets() {
        String ticket = ticket();
        Tickets.Admission admission =
                tickets.admit(ticket, Optional.empty(), true).orElseThrow();
        String id = tickets.cookieName(ticket).orElseThrow();
        assertThat(id).hasSize("crier-ticket-".length() + 8);
        Tickets other = new Tickets("t".repeat(32).getBytes(UTF_8), TTL, clock);
        assertThat(other.admit(ticket, admission.newCookie(), true)).isEmpty();
        assertThat(other.cookieName(ticket)).isEmpty();
    }

    @Test
    @DisplayName("need a secret that nobody guesses")
    void secret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tickets("short".getBytes(UTF_8), TTL, clock))
                .withMessageContaining("at least 32 bytes");
    }
}
