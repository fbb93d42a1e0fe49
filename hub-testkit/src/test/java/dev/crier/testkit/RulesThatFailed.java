package dev.crier.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * What came of running the contract on a log that is broken.
 *
 * @param failures the tests that failed, with their messages
 */
record RulesThatFailed(Map<String, String> failures) {

    private static final Pattern RULE = Pattern.compile("rule ?(\\d+)[:_]");

    /** Less patience than a loaded machine's users need, but enough for these logs, in seconds. */
    private static final long IMPATIENCE = 6;

    static RulesThatFailed of(Class<?> contract) {
        long patience = Patience.seconds;
        Patience.seconds = IMPATIENCE;
        try {
            Map<String, String> failures = new TreeMap<>();
            EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(contract))
                    .execute()
                    .testEvents()
                    .failed()
                    .stream()
                    .forEach(event -> failures.put(event.getTestDescriptor().getDisplayName(), message(event)));
            return new RulesThatFailed(failures);
        } finally {
            Patience.seconds = patience;
        }
    }

    private static String message(Event failed) {
        return failed.getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .map(String::valueOf)
                .orElse("");
    }

    /** The numbers of the rules that the failures' messages name, or else the tests themselves. */
    Set<Integer> rules() {
        Set<Integer> rules = new TreeSet<>();
        failures.forEach((test, message) -> {
            Matcher named = RULE.matcher(message + " " + test);
            rules.add(named.find() ? Integer.parseInt(named.group(1)) : 0);
        });
        return rules;
    }
}
