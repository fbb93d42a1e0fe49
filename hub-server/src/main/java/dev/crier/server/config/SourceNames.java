package dev.crier.server.config;

import dev.crier.core.InvalidTopicException;
import dev.crier.core.Topic;
import dev.crier.core.settings.Nearest;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** What sources may be called and which types they may have, in words for the person who wrote them. Stateless. */
final class SourceNames {

    private static final int LONGEST = 64;

    private static final String EXPECTED = "a source's name is 1 to " + LONGEST + " of A-Z a-z 0-9 . _ ~ : @ -";

    private SourceNames() {}

    /** Why a source can't have this name. */
    static Optional<String> problem(String name) {
        try {
            Topic.of("hub/sources/" + name);
            boolean good = name.indexOf('/') < 0 && name.length() <= LONGEST;
            return good ? Optional.empty() : Optional.of(EXPECTED);
        } catch (InvalidTopicException refused) {
            return Optional.of(EXPECTED);
        }
    }

    static String unknownType(String type, Collection<String> types) {
        String nearest = Nearest.to(type, types)
                .map(name -> "did you mean '" + name + "'? ")
                .orElse("");
        String known = types.isEmpty() ? "none" : String.join(", ", new TreeSet<>(types));
        return "there is no type of source '" + type + "'; " + nearest + "known here: " + known;
    }
}
