package dev.crier.bench.faults;

import java.util.List;
import java.util.Locale;

/**
 * What came of a scenario.
 *
 * @param scenario its name
 * @param events how many events were published
 * @param tally what the subscribers got
 * @param wrong what else was wrong, in sentences
 * @param notes what is worth knowing
 */
record Outcome(String scenario, long events, Tally tally, List<String> wrong, List<String> notes) {

    Outcome {
        wrong = List.copyOf(wrong);
        notes = List.copyOf(notes);
    }

    boolean whole() {
        return tally.whole() && wrong.isEmpty();
    }

    /** One line, and one more for each thing that is wrong. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%-7s %-12s %,d events, %s", whole() ? "whole" : "BROKEN", scenario, events, tally));
        notes.forEach(note -> text.append("; ").append(note));
        text.append('\n');
        wrong.forEach(one -> text.append("        ").append(one).append('\n'));
        return text.toString();
    }
}
