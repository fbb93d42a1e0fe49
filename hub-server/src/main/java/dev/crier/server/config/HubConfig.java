package dev.crier.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.settings.Default;
import dev.crier.core.settings.Remaining;
import dev.crier.core.settings.Settings;
import dev.crier.core.source.SourceDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a hub can be told, as one immutable value: its components are the keys of {@code crier.yaml}, and their
 * defaults are the hub's.
 *
 * <p>In code it begins with {@link #defaults()}, which has no sources. Safe to share.
 *
 * @param dev whether anybody may publish; for development only
 * @param server where the hub listens
 * @param admin where operators reach it
 * @param sse how streams behave
 * @param demo the page that a browser gets
 * @param cors which pages of other origins may use the hub
 * @param limits what bounds memory
 * @param auth who may do what
 * @param topicDefaults what holds for every topic
 * @param topics what holds for topics that match a pattern; of several, the most specific counts, see {@link RetentionRules}
 * @param sources the feeds, each under a name of its own
 * @param plugins where source types of others are
 * @param log where the history is
 * @param state where sources keep what survives a restart
 * @param shutdown how the hub stops
 */
public record HubConfig(
        @Default("false") boolean dev,
        ServerConfig server,
        AdminConfig admin,
        SseConfig sse,
        DemoConfig demo,
        CorsConfig cors,
        LimitsConfig limits,
        AuthConfig auth,
        TopicDefaults topicDefaults,
        Map<TopicFilter, TopicConfig> topics,
        Map<String, SourceConfig> sources,
        PluginsConfig plugins,
        LogConfig log,
        StateConfig state,
        ShutdownConfig shutdown) {

    /** Makes a configuration. */
    public HubConfig {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(admin, "admin");
        Objects.requireNonNull(sse, "sse");
        Objects.requireNonNull(demo, "demo");
        Objects.requireNonNull(cors, "cors");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(auth, "auth");
        Objects.requireNonNull(topicDefaults, "topicDefaults");
        topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        Objects.requireNonNull(plugins, "plugins");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(shutdown, "shutdown");
        if (admin.besides(server.port()) > 65_535) {
            throw new IllegalArgumentException(
                    "admin.port must be chosen where server.port is 65535, which has no next one");
        }
        requireKeyForTokens(auth, topics);
        if (!dev) {
            requirePublishersWithToken(auth, topics);
        }
    }

    private static void requireKeyForTokens(AuthConfig auth, Map<TopicFilter, TopicConfig> topics) {
        topics.forEach((pattern, topic) -> {
            boolean token = Stream.of(topic.subscribe(), topic.publish())
                    .anyMatch(access ->
                            access.filter(AuthConfig.Access.TOKEN::equals).isPresent());
            if (token && !auth.verifies()) {
                throw new IllegalArgumentException("topics: '" + pattern
                        + "' wants a token, but no key verifies any; configure auth.keys or auth.jwks");
            }
        });
    }

    private static void requirePublishersWithToken(AuthConfig auth, Map<TopicFilter, TopicConfig> topics) {
        if (auth.publish().filter(AuthConfig.Access.OPEN::equals).isPresent()) {
            throw new IllegalArgumentException("auth: publish may be open only together with dev; leave it out");
        }
        topics.forEach((pattern, topic) -> {
            if (topic.publish().filter(AuthConfig.Access.OPEN::equals).isPresent()) {
                throw new IllegalArgumentException(
                        "topics: publish may be open only together with dev; leave it out for '" + pattern + "'");
            }
        });
    }

    /** What a hub is that nobody configured: every default, and no sources. */
    public static HubConfig defaults() {
        return Settings.defaults(HubConfig.class);
    }

    /** The port on which operators reach the hub; 0 for any free one. */
    public int adminPort() {
        return admin.besides(server.port());
    }

    /** How much of each topic is kept. */
    public RetentionRules retention() {
        return new RetentionRules(topicDefaults.retention().toRetention(), topics);
    }

    /** The feeds as the supervisor takes them. */
    public List<SourceDefinition> sourceDefinitions() {
        return sources.entrySet().stream()
                .map(source -> new SourceDefinition(
                        source.getKey(),
                        source.getValue().type(),
                        source.getValue().run(),
                        source.getValue().settings()))
                .toList();
    }

    /**
     * What holds for every topic.
     *
     * @param retention how much of it is kept at the least
     */
    public record TopicDefaults(RetentionConfig retention) {}

    /**
     * What holds for the topics of one pattern.
     *
     * @param retention how much of each is kept; what is left out is as in the topic defaults
     * @param subscribe whether reading them needs a token; if it is left out, a less specific pattern decides
     * @param publish whether publishing on them does
     */
    public record TopicConfig(
            RetentionConfig.Partial retention,
            Optional<AuthConfig.Access> subscribe,
            Optional<AuthConfig.Access> publish) {

        /** Makes one that says nothing of who may do what. */
        public TopicConfig(RetentionConfig.Partial retention) {
            this(retention, Optional.empty(), Optional.empty());
        }
    }

    /**
     * One feed.
     *
     * @param type what {@link dev.crier.core.spi.EventSource#type()} answers
     * @param run how many hubs of a cluster run it; empty for what its type says
     * @param settings all other keys, for the record that the source names; not to be changed
     */
    public record SourceConfig(
            String type,
            Optional<SourceDefinition.Run> run,
            @Remaining ObjectNode settings) {

        /** Makes one that runs as its type says. */
        public SourceConfig(String type, ObjectNode settings) {
            this(type, Optional.empty(), settings);
        }

        /** Makes one of its own copy of the settings. */
        public SourceConfig {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(run, "run");
            settings = settings.deepCopy();
        }
    }

    /**
     * The page that a browser gets.
     *
     * @param enabled whether there is one, with its feed and its lab
     */
    public record DemoConfig(@Default("true") boolean enabled) {}

    /**
     * Where source types of others are.
     *
     * @param folder the jars in it are loaded at the start, each in a class loader of its own
     */
    public record PluginsConfig(@Default("plugins") Path folder) {}

    /**
     * What survives a restart.
     *
     * @param folder where sources keep their cursors; made when first needed
     */
    public record StateConfig(@Default("crier-data") Path folder) {}

    /**
     * How the hub stops.
     *
     * @param grace within what time after SIGTERM the process is gone; streams get up to that long to end
     */
    public record ShutdownConfig(@Default("10s") Duration grace) {

        /** Makes one. */
        public ShutdownConfig {
            Durations.between("grace", grace, Duration.ofMillis(100), Duration.ofHours(1));
        }
    }

    /** The same with publishing for anybody on or off. */
    public HubConfig withDev(boolean anybody) {
        return Settings.with(this, "dev", anybody);
    }

    /** The same, listening elsewhere. */
    public HubConfig withServer(ServerConfig other) {
        return Settings.with(this, "server", other);
    }

    /** The same with another interface for operators. */
    public HubConfig withAdmin(AdminConfig other) {
        return Settings.with(this, "admin", other);
    }

    /** The same with other streams. */
    public HubConfig withSse(SseConfig other) {
        return Settings.with(this, "sse", other);
    }

    /** The same with or without the demo. */
    public HubConfig withDemo(DemoConfig other) {
        return Settings.with(this, "demo", other);
    }

    /** The same for other pages. */
    public HubConfig withCors(CorsConfig other) {
        return Settings.with(this, "cors", other);
    }

    /** The same with other limits. */
    public HubConfig withLimits(LimitsConfig other) {
        return Settings.with(this, "limits", other);
    }

    /** The same for others. */
    public HubConfig withAuth(AuthConfig other) {
        return Settings.with(this, "auth", other);
    }

    /** The same with another retention for topics that no pattern matches. */
    public HubConfig withTopicDefaults(TopicDefaults other) {
        return Settings.with(this, "topic-defaults", other);
    }

    /** The same with other patterns of topics. */
    public HubConfig withTopics(Map<TopicFilter, TopicConfig> others) {
        return Settings.with(this, "topics", others);
    }

    /** The same with other feeds. */
    public HubConfig withSources(Map<String, SourceConfig> others) {
        return Settings.with(this, "sources", others);
    }

    /** The same with plugins from elsewhere. */
    public HubConfig withPlugins(PluginsConfig other) {
        return Settings.with(this, "plugins", other);
    }

    /** The same with its history elsewhere. */
    public HubConfig withLog(LogConfig other) {
        return Settings.with(this, "log", other);
    }

    /** The same with its state elsewhere. */
    public HubConfig withState(StateConfig other) {
        return Settings.with(this, "state", other);
    }

    /** The same with another way to stop. */
    public HubConfig withShutdown(ShutdownConfig other) {
        return Settings.with(this, "shutdown", other);
    }

    /** The retention of one topic. */
    public Retention retention(Topic topic) {
        return retention().apply(topic);
    }
}
