package dev.crier.core.engine;

import dev.crier.core.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the audiences that match a topic without visiting those that don't: a map of exact topics, and a trie of patterns by
 * segment. Only for one event loop.
 *
 * <p>An audience whose filter has several patterns may be found once for each that matches, and for an event that is an
 * exception of that pattern: {@link Audience#wants} knows.
 */
final class AudienceIndex {

    private final Map<String, List<Audience>> exact = new HashMap<>();
    private final Node root = new Node();

    void add(Audience audience) {
        change(audience, true);
    }

    void remove(Audience audience) {
        change(audience, false);
    }

    private void change(Audience audience, boolean add) {
        List<String> patterns = audience.filter().patterns();
        List<List<String>> segments = audience.filter().segments();
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            if (pattern.indexOf('*') < 0) {
                List<Audience> here = exact.computeIfAbsent(pattern, topic -> new ArrayList<>(1));
                put(here, audience, add);
                if (here.isEmpty()) {
                    exact.remove(pattern);
                }
            } else {
                root.change(segments.get(i), 0, audience, add);
            }
        }
    }

    private static void put(List<Audience> audiences, Audience audience, boolean add) {
        if (add) {
            audiences.add(audience);
        } else {
            audiences.remove(audience);
        }
    }

    /** Calls back for each audience that matches. */
    void match(Topic topic, Consumer<Audience> found) {
        List<Audience> same = exact.get(topic.path());
        if (same != null) {
            same.forEach(found);
        }
        if (!root.empty()) {
            root.match(topic, topic.path(), 0, found);
        }
    }

    /** What follows a prefix of segments. */
    private static final class Node {

        private final Map<String, Node> literals = new HashMap<>(2);
        private final List<Audience> here = new ArrayList<>(1);
        private final List<Audience> below = new ArrayList<>(1);
        private @Nullable Node any;

        boolean empty() {
            return literals.isEmpty() && here.isEmpty() && below.isEmpty() && any == null;
        }

        void change(List<String> segments, int depth, Audience audience, boolean add) {
            if (depth == segments.size()) {
                put(here, audience, add);
                return;
            }
            String segment = segments.get(depth);
            if (segment.equals("**")) {
                put(below, audience, add);
            } else if (segment.equals("*")) {
                if (any == null) {
                    any = new Node();
                }
                any.change(segments, depth + 1, audience, add);
                any = any.empty() ? null : any;
            } else {
                Node next = literals.computeIfAbsent(segment, literal -> new Node());
                next.change(segments, depth + 1, audience, add);
                if (next.empty()) {
                    literals.remove(segment);
                }
            }
        }

        /** Matches from the character where the next segment starts; beyond the end if there is none. */
        void match(Topic topic, String path, int start, Consumer<Audience> found) {
            // The hub's own topics are only for patterns that begin with the literal hub.
            boolean wild = start > 0 || !topic.reserved();
            if (wild) {
                below.forEach(found);
            }
            if (start > path.length()) {
                here.forEach(found);
                return;
            }
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (any != null && wild) {
                any.match(topic, path, end + 1, found);
            }
            Node literal = literals.isEmpty() ? null : literals.get(path.substring(start, end));
            if (literal != null) {
                literal.match(topic, path, end + 1, found);
            }
        }
    }
}
