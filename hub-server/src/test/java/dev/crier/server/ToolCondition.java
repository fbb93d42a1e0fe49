package dev.crier.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs tests only where the tool that they need is installed, and never lets that pass unseen: a skipped class prints a
 * line of its own, and where everything must run ({@code CRIER_REQUIRE=all}, as in CI) it fails.
 */
abstract class ToolCondition implements ExecutionCondition {

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    /** What is missing and how to get it, or empty when the tests can run. */
    abstract Optional<String> missing();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("everything needed is installed");
        }
        String tests = context.getRequiredTestClass().getSimpleName();
        if ("all".equals(System.getenv("CRIER_REQUIRE"))) {
            throw new IllegalStateException(tests + " can't run, and CRIER_REQUIRE=all: " + missing.get());
        }
        if (TOLD.add(tests)) {
            System.err.printf("%n!!! NOT TESTED: %s is skipped. %s%n%n", tests, missing.get());
        }
        return ConditionEvaluationResult.disabled(missing.get());
    }

    static final class ForDocker extends ToolCondition {

        private static final Optional<String> MISSING = Docker.missing();

        @Override
        Optional<String> missing() {
            return MISSING;
        }
    }

    /** For tests that have a Docker engine. */
    static final class ForCompose extends ToolCondition {

        @Override
        Optional<String> missing() {
            return Docker.compose().isPresent()
                    ? Optional.empty()
                    : Optional.of("It needs Docker Compose: `docker compose`, or `docker-compose` (apt install it).");
        }
    }

    /** For tests that bring a whole cluster up. */
    static final class ForCluster extends ToolCondition {

        @Override
        Optional<String> missing() {
            return Docker.missing(
                    List.of(Docker.defaultOf("CRIER_VALKEY_IMAGE"), Docker.defaultOf("CRIER_HAPROXY_IMAGE")));
        }
    }

    static final class ForRedis extends ToolCondition {

        @Override
        Optional<String> missing() {
            return RedisProcess.installed().isPresent()
                    ? Optional.empty()
                    : Optional.of("It needs redis-server on the PATH (apt install redis-server).");
        }
    }

    static final class ForChromium extends ToolCondition {

        @Override
        Optional<String> missing() {
            if (Tools.chromium().isPresent() && Tools.chromedriver().isPresent()) {
                return Optional.empty();
            }
            return Optional.of(
                    "It needs chromium and chromedriver on the PATH (apt install chromium chromium-driver).");
        }
    }
}
