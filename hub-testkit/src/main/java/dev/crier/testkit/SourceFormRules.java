package dev.crier.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Topic;
import dev.crier.core.settings.ByteSize;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import dev.crier.core.spi.EventSource;
import dev.crier.testkit.ObservedSource.Treatment;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Rules 1 to 3: what a source is before it runs. */
interface SourceFormRules extends SourceBed {

    /** Values at the edges of their types, which a person may write by mistake. */
    Map<Type, List<String>> EDGES = Map.of(
            Duration.class, List.of("0s", "1ms", "1000000d"),
            Topic.class, List.of("a", "hub/contract"),
            ByteSize.class, List.of("0B", "1B"),
            String.class, List.of("", " ", "\0", "x".repeat(5_000)),
            int.class, List.of("-2147483648", "-1", "0", "2147483647"),
            long.class, List.of("-9223372036854775808", "-1", "0", "9223372036854775807"),
            double.class, List.of("-1", "0", "1e300"));

    @Test
    default void rule1_it_is_found_as_a_service() {
        Class<?> source = tested().implementation();
        assertTrue(Modifier.isPublic(source.getModifiers()), "rule 1: " + source.getName() + " is not public");
        tested().make();
        assertTrue(
                tested().service().isPresent(),
                "rule 1: no file META-INF/services/" + EventSource.class.getName() + " names " + source.getName());
    }

    @Test
    default void rule1_making_one_starts_nothing() {
        LiveThreads before = LiveThreads.now();
        tested().make();
        assertEquals(
                List.of(),
                before.left(this::mayStay).stream().map(LiveThreads::describe).toList(),
                "rule 1: the threads that it began in its constructor");
    }

    @Test
    default void rule2_the_type_is_the_same_for_every_instance_at_any_time() {
        EventSource<?> one = tested().make();
        String type = one.type();
        DrivenSource running = running();
        assertEquals(type, one.type(), "rule 2: the type of an instance, asked again");
        assertEquals(type, tested().make().type(), "rule 2: the type of another instance");
        running.stop();
        assertEquals(type, tested().make().type(), "rule 2: the type of an instance after another was stopped");
    }

    @Test
    default void rule3_the_settings_are_a_record_that_binds() {
        Class<? extends Record> record = tested().make().settings();
        assertEquals(record, tested().make().settings(), "rule 3: the settings of another instance");
        assertEquals(Optional.empty(), refusal(tested().settings()), "rule 3: what is wrong with good settings");
    }

    @Test
    default void rule3_an_unknown_key_is_refused() {
        ObjectNode settings = tested().settingsWith("contract-unknown-key", "1");
        assertTrue(refusal(settings).isPresent(), "rule 3: an unknown key was taken");
    }

    @Test
    default void rule3_a_bad_value_is_refused_under_its_key() {
        assumeFalse(badSettings().isEmpty(), "badSettings() names none");
        badSettings().forEach((key, value) -> {
            SettingsException refusal = refusal(tested().settingsWith(key, value))
                    .orElseGet(() -> fail("rule 3: the value " + value + " of " + key + " was taken"));
            assertTrue(
                    refusal.problems().stream()
                            .anyMatch(problem ->
                                    problem.path().stream().findFirst().equals(Optional.of(key))),
                    "rule 3: the refusal of the value " + value + " does not begin with " + key + ": "
                            + refusal.getMessage());
        });
    }

    @Test
    default void rule3_a_value_is_taken_or_refused_for_a_reason() {
        for (Settings.Key key : Settings.keys(tested().make().settings())) {
            for (String value : EDGES.getOrDefault(key.type(), List.of())) {
                refusal(tested().settingsWith(key.name(), value))
                        .ifPresent(refusal -> assertAll(refusal.problems().stream()
                                .map(problem -> saysWhy(key.name() + ": " + value, problem.message()))));
            }
        }
    }

    private static Executable saysWhy(String setting, String message) {
        return () -> assertFalse(
                message.isBlank() || message.startsWith("refused by "),
                "rule 3: '" + setting + "' is refused without a reason that a person understands: " + message);
    }

    @Test
    default void rule3_what_the_settings_take_it_starts_with() {
        for (Settings.Key key : Settings.keys(tested().make().settings())) {
            if (key.type() == Duration.class) {
                ObjectNode settings = hubSettings().put(key.name(), "0s");
                if (refusal(settings).isEmpty()) {
                    hub().source("tested", Treatment.USUAL, settings).start(3).stop();
                }
            }
        }
    }

    private ObjectNode hubSettings() {
        return tested().settingsOf("tested");
    }

    /** What is wrong with settings. */
    private Optional<SettingsException> refusal(ObjectNode settings) {
        try {
            Settings.bind(settings, tested().make().settings());
            return Optional.empty();
        } catch (SettingsException refused) {
            return Optional.of(refused);
        } catch (RuntimeException broken) {
            return fail("rule 3: the settings " + settings + " are neither taken nor refused: " + broken, broken);
        }
    }
}
