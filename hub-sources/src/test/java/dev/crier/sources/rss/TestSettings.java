package dev.crier.sources.rss;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.settings.Settings;

/** Settings as a configuration would have them: texts, bound by the hub's own binding. */
final class TestSettings {

    /** Only a test about the timeout itself wants a short one, on a machine that may be busy. */
    private static final String PATIENT = "2m";

    private TestSettings() {}

    /** The settings of a feed; more keys as name, value, name, value. */
    static RssSettings of(String url, String... keys) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("topic", "news/demo")
                .put("url", url)
                .put("timeout", PATIENT);
        for (int i = 0; i < keys.length; i += 2) {
            node.put(keys[i], keys[i + 1]);
        }
        return Settings.bind(node, RssSettings.class);
    }

    /** The same, where the machine's loopback addresses are allowed. */
    static RssSettings local(String url, String... keys) {
        String[] all = new String[keys.length + 2];
        all[0] = "allow-private";
        all[1] = "127.0.0.0/8";
        System.arraycopy(keys, 0, all, 2, keys.length);
        return of(url, all);
    }
}
