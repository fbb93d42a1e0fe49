package dev.crier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys and values together with where each is from. Not thread-safe.
 *
 * @param root the keys
 * @param origins where each key, and each value in a list, is from
 */
record LocatedTree(ObjectNode root, Map<List<String>, Origin> origins) {

    static LocatedTree empty() {
        return new LocatedTree(JsonNodeFactory.instance.objectNode(), new HashMap<>());
    }

    /** Where a value is from; a default if nobody set it. */
    Origin origin(List<String> path) {
        return origins.getOrDefault(path, Origin.DEFAULT);
    }

    /** The value at a path, a missing node if there is none. */
    JsonNode at(List<String> path) {
        JsonNode node = root;
        for (String key : path) {
            node = node.path(key);
        }
        return node;
    }

    /** Sets a value, with the objects around it; an object's place that holds something else is left to the binding. */
    void put(List<String> path, JsonNode value, Origin origin) {
        ObjectNode parent = root;
        for (String key : path.subList(0, path.size() - 1)) {
            JsonNode child = parent.path(key);
            if (child.isMissingNode() || child.isNull()) {
                child = parent.putObject(key);
            }
            if (!(child instanceof ObjectNode object)) {
                return;
            }
            parent = object;
        }
        parent.set(path.get(path.size() - 1), value);
        origins.put(List.copyOf(path), origin);
    }
}
