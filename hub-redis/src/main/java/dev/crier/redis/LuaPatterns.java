package dev.crier.redis;

import dev.crier.core.TopicFilter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Says topic filters so that the engine can match them: as patterns of Lua, see {@code matcher} in {@code common.lua}. */
final class LuaPatterns {

    private static final String SEGMENT = "[^/]+";
    private static final String RESERVED = "hub";

    private LuaPatterns() {}

    /** All that a filter is, as JSON. */
    static String of(TopicFilter filter) {
        JsonArray names = new JsonArray();
        JsonArray terms = new JsonArray();
        for (TopicFilter.Alternative alternative : filter.alternatives()) {
            if (alternative.except().isEmpty() && alternative.pattern().indexOf('*') < 0) {
                names.add(alternative.pattern());
                continue;
            }
            List<String> not = new ArrayList<>();
            if (alternative.pattern().startsWith("*")) {
                not.addAll(found(RESERVED + "/**")); // what begins with a wildcard doesn't match what is the hub's own
            }
            alternative.except().forEach(pattern -> not.addAll(found(pattern)));
            terms.add(new JsonObject()
                    .put("has", new JsonArray(found(alternative.pattern())))
                    .put("not", new JsonArray(not)));
        }
        return new JsonObject().put("names", names).put("terms", terms).encode();
    }

    /** Patterns of which one is found in each topic that matches. */
    private static List<String> found(String pattern) {
        if (pattern.equals("**")) {
            return List.of("");
        }
        if (pattern.endsWith("/**")) {
            String stem = "^" + translated(pattern.substring(0, pattern.length() - 3));
            return List.of(stem + "$", stem + "/");
        }
        return List.of("^" + translated(pattern) + "$");
    }

    private static String translated(String pattern) {
        StringBuilder lua = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                lua.append(SEGMENT);
            } else if (Character.isLetterOrDigit(c) || c == '/') {
                lua.append(c);
            } else {
                lua.append('%').append(c);
            }
        }
        return lua.toString();
    }
}
