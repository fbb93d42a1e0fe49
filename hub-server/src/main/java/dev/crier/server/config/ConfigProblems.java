package dev.crier.server.config;

import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a configuration, so that all of it is said at once. Not thread-safe. */
final class ConfigProblems {

    private record Located(Origin origin, List<String> path, String text) {}

    private final List<Located> problems = new ArrayList<>();

    /** Something is wrong at a place, with a key or with none. */
    void add(Origin origin, List<String> path, String message) {
        String key = path.isEmpty() ? "" : Settings.path(path) + ": ";
        String place = origin.equals(Origin.DEFAULT) ? "" : origin.place() + ": ";
        problems.add(new Located(origin, path, place + key + message));
    }

    /** Settings were refused; their paths begin at {@code below}, and the origins say where each key stands. */
    void add(SettingsException refused, List<String> below, Map<List<String>, Origin> origins) {
        for (SettingsException.Problem problem : refused.problems()) {
            List<String> path = new ArrayList<>(below);
            path.addAll(problem.path());
            if (problems.stream().noneMatch(known -> known.path().equals(path))) {
                add(nearestOrigin(path, origins), path, problem.message());
            }
        }
    }

    private static Origin nearestOrigin(List<String> path, Map<List<String>, Origin> origins) {
        for (int length = path.size(); length >= 0; length--) {
            Origin origin = origins.get(path.subList(0, length));
            if (origin != null) {
                return origin;
            }
        }
        return Origin.DEFAULT;
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /**
     * Ends here if anything is wrong.
     *
     * @throws ConfigException with all of it, what is in a file by line
     */
    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream()
                    .sorted(Comparator.comparing(
                                    (Located problem) -> problem.origin().kind())
                            .thenComparing(problem -> problem.origin().line()))
                    .map(Located::text)
                    .distinct()
                    .toList());
        }
    }
}
