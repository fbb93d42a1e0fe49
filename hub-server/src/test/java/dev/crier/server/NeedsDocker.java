package dev.crier.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For tests that run a container. Without a Docker engine they are skipped with a loud line, and with {@code
 * CRIER_REQUIRE=all} in the environment they fail; {@code -DexcludedGroups=docker} leaves them out.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("docker")
@ExtendWith(ToolCondition.ForDocker.class)
public @interface NeedsDocker {}
