package dev.crier.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For tests that drive a browser. Without Chromium and its driver they are skipped with a loud line, and with {@code
 * CRIER_REQUIRE=all} in the environment they fail; {@code -DexcludedGroups=browser} leaves them out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("browser")
@ExtendWith(ToolCondition.ForChromium.class)
public @interface NeedsChromium {}
