package dev.crier.redis;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For tests that run an engine, {@code redis-server} or {@code valkey-server} on the PATH. Without one they are skipped with
 * a loud line, and with {@code CRIER_REQUIRE=all} in the environment they fail; {@code -DexcludedGroups=redis} leaves them
 * out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("redis")
@ExtendWith(NeedsRedis.Installed.class)
@interface NeedsRedis {

    /** Whether an engine is installed. */
    final class Installed implements ExecutionCondition {

        private static final String MISSING = "It needs redis-server on the PATH (apt install redis-server).";
        private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> engine = Engine.executable();
            if (engine.isPresent()) {
                return ConditionEvaluationResult.enabled(engine.get());
            }
            return skipped(context, MISSING);
        }

        /** Says once for each class that it is skipped and why, or fails where everything has to be tested. */
        static ConditionEvaluationResult skipped(ExtensionContext context, String missing) {
            String tests = context.getRequiredTestClass().getSimpleName();
            if ("all".equals(System.getenv("CRIER_REQUIRE"))) {
                throw new IllegalStateException(tests + " can't run, and CRIER_REQUIRE=all: " + missing);
            }
            if (TOLD.add(tests)) {
                System.err.printf("%n!!! NOT TESTED: %s is skipped. %s%n%n", tests, missing);
            }
            return ConditionEvaluationResult.disabled(missing);
        }
    }
}
