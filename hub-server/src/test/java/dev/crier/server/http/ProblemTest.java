package dev.crier.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.spi.LogUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @EnumSource
    void aRefusedPublishIsToldWhyAndWhenToTryAgainIfThatMayHelp(Reason reason) {
        Problem problem = Problem.of(new PublishException(reason, "because")).orElseThrow();

        assertThat(problem.status()).isEqualTo(reason.status());
        assertThat(problem.detail()).isEqualTo("because");
        boolean mayHelp = reason.temporary() || reason == Reason.UNAVAILABLE;
        assertThat(problem.headers().containsKey("Retry-After")).isEqualTo(mayHelp);
    }

    @Test
    void aFullDiskIsInsufficientStorage() {
        assertThat(Problem.of(new PublishException(Reason.NO_SPACE, "full"))
                        .orElseThrow()
                        .json()
                        .encode())
                .contains("\"title\":\"Insufficient Storage\"", "\"status\":507");
    }

    @Test
    void aHistoryThatCantBeReadNowIsWorthAnotherTry() {
        Problem problem =
                Problem.of(new LogUnavailableException("Connection refused")).orElseThrow();

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).endsWith(": Connection refused");
        assertThat(problem.headers()).containsKey("Retry-After");
    }
}
