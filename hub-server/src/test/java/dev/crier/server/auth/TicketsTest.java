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
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tickets, as time goes by,")
class TicketsTest {

    private static final Duration TTL = Duration.ofSeconds(30);

    private static final Set<String> KEYS = Set.of("another key", "the key");

    /** Two times: the one that people set, and the one that only passes. */
    private static final class Hands extends Clock {

        private Instant now = Instant.now();
        private long nanos;

        void pass(Duration time) {
            now = now.plus(time);
            nanos += time.toNanos();
        }

        void set(Duration forward) {
            now = now.plus(forward);
        }

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
    private final Tickets tickets = tickets("s");

    private Tickets tickets(String secret) {
        return new Tickets(secret.repeat(32).getBytes(UTF_8), TTL, clock, () -> clock.nanos);
    }

    private Identity identity(String principal) {
        return new Identity(
                principal,
                Optional.of(TopicFilter.of("a")),
                Optional.of(TopicFilter.ALL),
                clock.now.plus(Duration.ofHours(1)),
                "the key");
    }

    private String ticket() {
        return ticket("alice");
    }

    private String ticket(String principal) {
        return tickets.issue(identity(principal), Optional.of(TopicFilter.of("a")))
                .text();
    }

    private Optional<Tickets.Admission> look(String ticket) {
        return tickets.look(ticket, Optional.empty(), KEYS);
    }

    private Tickets.Spending spend(String ticket) {
        return look(ticket).map(tickets::spend).orElse(Tickets.Spending.TOO_LATE);
    }

    @Test
    @DisplayName("can be spent as long as they wait, and no longer")
    void spendBy() {
        String inTime = ticket();
        String late = ticket();
        Tickets.Admission seenInTime = look(late).orElseThrow();
        clock.pass(TTL);
        assertThat(spend(inTime)).isEqualTo(Tickets.Spending.DONE);
        clock.pass(Duration.ofMillis(1));
        assertThat(look(late)).isEmpty();
        assertThat(tickets.spend(seenInTime)).isEqualTo(Tickets.Spending.TOO_LATE);
    }

    @Test
    @DisplayName("aren't spent by being looked at, but once by being spent")
    void once() {
        String ticket = ticket();
        Tickets.Admission first = look(ticket).orElseThrow();
        Tickets.Admission second = look(ticket).orElseThrow();
        assertThat(tickets.spend(second)).isEqualTo(Tickets.Spending.DONE);
        assertThat(tickets.spend(first)).isEqualTo(Tickets.Spending.TOO_LATE);
        assertThat(look(ticket)).isEmpty();
    }

    @Test
    @DisplayName("are remembered as spent somewhat longer than they could be spent again, and then forgotten")
    void forgotten() {
        for (int i = 0; i < 100; i++) {
            assertThat(spend(ticket())).isEqualTo(Tickets.Spending.DONE);
        }
        clock.pass(TTL.plusSeconds(1));
        assertThat(spend(ticket())).isEqualTo(Tickets.Spending.DONE);
        assertThat(tickets.remembered())
                .as("while a thread may have stood still")
                .isEqualTo(101);
        clock.pass(Duration.ofMinutes(1));
        assertThat(spend(ticket())).isEqualTo(Tickets.Spending.DONE);
        assertThat(tickets.remembered()).isEqualTo(2);
    }

    @Test
    @DisplayName("stay spent when the clock is set back after it was wrong")
    void clockSetBack() {
        String ticket = ticket();
        assertThat(spend(ticket)).isEqualTo(Tickets.Spending.DONE);
        clock.set(Duration.ofMinutes(5));
        clock.pass(Duration.ofSeconds(2));
        assertThat(spend(ticket())).isEqualTo(Tickets.Spending.DONE);
        clock.set(Duration.ofMinutes(-5));
        assertThat(spend(ticket)).isEqualTo(Tickets.Spending.TOO_LATE);
    }

    @Test
    @DisplayName("of one holder leave room for those of others")
    void roomForOthers() {
        for (int i = 0; i < Tickets.MOST_OF_ONE; i++) {
            assertThat(spend(ticket("mallory"))).isEqualTo(Tickets.Spending.DONE);
        }
        String waiting = ticket("mallory");
        assertThat(spend(waiting)).isEqualTo(Tickets.Spending.NO_ROOM);
        assertThat(spend(ticket("alice"))).isEqualTo(Tickets.Spending.DONE);
        clock.pass(TTL.plusMinutes(2));
        assertThat(spend(ticket("mallory"))).as("later").isEqualTo(Tickets.Spending.DONE);
    }

    @Test
    @DisplayName("are spent as long as so many can be remembered in all, and again when some are forgotten")
    void roomInAll() {
        for (int i = 0; i < Tickets.MOST_SPENT; i++) {
            assertThat(tickets.spend(admission("holder " + i / Tickets.MOST_OF_ONE, "ticket " + i)))
                    .isEqualTo(Tickets.Spending.DONE);
        }
        assertThat(tickets.spend(admission("alice", "waiting"))).isEqualTo(Tickets.Spending.NO_ROOM);
        assertThat(tickets.remembered()).isEqualTo(Tickets.MOST_SPENT);
        clock.pass(TTL.plusMinutes(2));
        assertThat(tickets.spend(admission("alice", "later"))).isEqualTo(Tickets.Spending.DONE);
        assertThat(tickets.remembered()).isEqualTo(1);
    }

    /** What looking at a ticket that was just issued would answer, without its seals. */
    private Tickets.Admission admission(String principal, String id) {
        long spendBy = clock.now.plus(TTL).toEpochMilli();
        return new Tickets.Admission(identity(principal), id, spendBy, Optional.of("cookie"));
    }

    @Test
    @DisplayName("permit reading what they say, and publishing nothing")
    void permits() {
        Identity permitted = look(ticket()).orElseThrow().identity();
        assertThat(permitted.subscribe()).contains(TopicFilter.of("a"));
        assertThat(permitted.publish()).isEmpty();
        assertThat(permitted.principal()).isEqualTo("alice");
        assertThat(permitted.key()).isEqualTo("the key");
        assertThat(permitted.expires().getEpochSecond())
                .isEqualTo(identity("alice").expires().getEpochSecond());
    }

    @Test
    @DisplayName("are good only as long as the key is known that verified their token, and so are their cookies")
    void keyLeft() {
        String unspent = ticket();
        String ticket = ticket();
        Tickets.Admission admission = look(ticket).orElseThrow();
        tickets.spend(admission);
        assertThat(tickets.look(ticket, admission.newCookie(), KEYS)).isPresent();
        for (Set<String> others : List.of(Set.<String>of(), Set.of("another key"))) {
            assertThat(tickets.look(unspent, Optional.empty(), others)).isEmpty();
            assertThat(tickets.look(ticket, admission.newCookie(), others)).isEmpty();
        }
        String claims = new String(Base64.getUrlDecoder().decode(ticket.split("\\.", -1)[1]), UTF_8);
        assertThat(claims).contains("alice").doesNotContain("the key");
    }

    @Test
    @DisplayName("have cookies of another secret than their own")
    void twoSecrets() {
        String ticket = ticket();
        Tickets.Admission admission = look(ticket).orElseThrow();
        String id = tickets.cookieName(ticket).orElseThrow();
        assertThat(id).hasSize("crier-ticket-".length() + 8);
        Tickets other = tickets("t");
        assertThat(other.look(ticket, admission.newCookie(), KEYS)).isEmpty();
        assertThat(other.cookieName(ticket)).isEmpty();
    }

    @Test
    @DisplayName("need a secret that nobody guesses")
    void secret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tickets("short".getBytes(UTF_8), TTL, clock, () -> 0))
                .withMessageContaining("at least 32 bytes");
    }
}
