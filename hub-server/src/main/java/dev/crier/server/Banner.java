package dev.crier.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crier.core.TopicFilter;
import dev.crier.core.settings.Printable;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.Plugins;
import dev.crier.core.source.SourceType;
import dev.crier.server.config.AuthConfig;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.LoadedConfig;
import dev.crier.server.config.RetentionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the hub says on standard output once its port is open: enough to use it without reading anything else. Stateless.
 */
final class Banner {

    private Banner() {}

    static String of(LoadedConfig loaded, int port, int adminPort) {
        HubConfig config = loaded.config();
        String url = url(
                config.server().tls().enabled() ? "https" : "http",
                config.server().host(),
                port);
        List<String> lines = new ArrayList<>();
        lines.add(CrierVersion.line());
        lines.add("");
        row(lines, config.demo().enabled() ? "page" : "hub", List.of(url + "/"));
        row(lines, "subscribe", List.of("curl -N " + url + "/events/" + exampleTopic(config)));
        row(lines, "publish", List.of(publish(config, url)));
        row(lines, "admin", List.of("curl " + url("http", config.admin().host(), adminPort) + "/metrics"));
        row(lines, "topics", topics(config));
        row(lines, "sources", sources(config));
        row(lines, "plugins", plugins(loaded.plugins()));
        row(lines, "config", List.of(loaded.file()));
        if (anybodyPublishes(config)) {
            lines.add("");
            lines.add("  WARNING: development mode. Anybody who can reach "
                    + config.server().host() + ":" + port + " may publish.");
        }
        lines.add("");
        return String.join(System.lineSeparator(), lines);
    }

    private static void row(List<String> lines, String label, List<String> values) {
        String shown = label;
        for (String value : values) {
            lines.add(String.format("  %-10s %s", shown, Printable.text(value)));
            shown = "";
        }
    }

    private static String url(String scheme, String host, int port) {
        boolean all = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String shown = all ? "localhost" : host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return scheme + "://" + shown + ":" + port;
    }

    private static String exampleTopic(HubConfig config) {
        return config.sources().values().stream()
                .map(source -> source.settings().path("topic"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("greetings");
    }

    private static String publish(HubConfig config, String url) {
        if (anybodyPublishes(config)) {
            return "curl -d hello " + url + "/events/greetings";
        }
        return config.auth().verifies()
                ? "curl -d hello -H \"Authorization: Bearer $TOKEN\" " + url + "/events/greetings"
                : "off; --dev lets anybody publish, for development";
    }

    private static boolean anybodyPublishes(HubConfig config) {
        return config.auth().publishing(config.dev()) == AuthConfig.Access.OPEN;
    }

    private static List<String> topics(HubConfig config) {
        List<String> topics = new ArrayList<>();
        config.topics().forEach((pattern, topic) -> topics.add(kept(pattern, topic.retention(), config)));
        RetentionConfig others = config.topicDefaults().retention();
        topics.add((topics.isEmpty() ? "each" : "others") + " kept: " + others.events() + " events, "
                + Settings.text(others.age()) + ", " + others.bytes());
        return topics;
    }

    private static String kept(TopicFilter pattern, RetentionConfig.Partial retention, HubConfig config) {
        RetentionConfig others = config.topicDefaults().retention();
        return pattern + " kept: " + retention.events().orElse(others.events()) + " events, "
                + Settings.text(retention.age().orElse(others.age())) + ", "
                + retention.bytes().orElse(others.bytes());
    }

    private static List<String> sources(HubConfig config) {
        if (config.sources().isEmpty()) {
            return List.of("none");
        }
        List<String> sources = new ArrayList<>();
        for (Map.Entry<String, HubConfig.SourceConfig> source : config.sources().entrySet()) {
            JsonNode topic = source.getValue().settings().path("topic");
            sources.add(source.getKey() + " (" + source.getValue().type() + ")"
                    + (topic.isTextual() ? " on " + topic.asText() : ""));
        }
        return sources;
    }

    private static List<String> plugins(Plugins plugins) {
        List<String> lines = new ArrayList<>();
        for (Plugins.Loaded loaded : plugins.loaded()) {
            lines.add(loaded.jar().getFileName() + " loaded: "
                    + loaded.types().stream().map(SourceType::name).collect(Collectors.joining(", ")));
        }
        for (Plugins.Refused refused : plugins.refused()) {
            lines.add(refused.jar().getFileName() + " REFUSED: " + refused.reason());
        }
        return lines.isEmpty() ? List.of("none") : lines;
    }
}
