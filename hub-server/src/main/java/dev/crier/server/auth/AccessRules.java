package dev.crier.server.auth;

import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.server.config.AuthConfig.Access;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.HubConfig.TopicConfig;
import dev.crier.server.config.Specificity;
import dev.crier.server.http.ProblemException;
import dev.crier.server.metrics.AuthenticationFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which topics need a token, and whether one permits them: of the patterns of the configuration that say something, the most
 * specific one that matches a topic decides, and where none does the default.
 *
 * <p>What is open to all is calculated once, as a filter; what a stream gets is what was asked for of that, and of what its
 * identity may read besides. That is calculated for each request, so who asks for a multitude of patterns where a multitude is
 * permitted is refused. Immutable; safe to share.
 */
public final class AccessRules {

    /** How many pairs of an asked and a permitted pattern are calculated with for one request. */
    private static final int MOST_PAIRS = 2_048;

    private record Rule(TopicFilter pattern, Access access) {}

    private final Optional<TopicFilter> openToRead;
    private final boolean allReadable;
    private final List<Rule> publish;
    private final Access publishDefault;
    private final boolean anybodyPublishes;
    private final boolean verifies;
    private final Consumer<AuthenticationFailure> failures;
    private final Clock clock;

    /** Makes the rules of a configuration. */
    public AccessRules(HubConfig config, Consumer<AuthenticationFailure> failures, Clock clock) {
        List<Rule> subscribe = rules(config, TopicConfig::subscribe);
        Access subscribeDefault = config.auth().subscribe();
        this.allReadable = openToAll(subscribe, subscribeDefault);
        this.openToRead = open(subscribe, subscribeDefault);
        this.publish = rules(config, TopicConfig::publish);
        this.publishDefault = config.auth().publishing(config.dev());
        this.anybodyPublishes = openToAll(publish, publishDefault);
        this.verifies = config.auth().verifies();
        this.failures = failures;
        this.clock = clock;
    }

    private static boolean openToAll(List<Rule> rules, Access byDefault) {
        return byDefault == Access.OPEN && rules.stream().allMatch(rule -> rule.access == Access.OPEN);
    }

    private static List<Rule> rules(HubConfig config, Function<TopicConfig, Optional<Access>> says) {
        List<Rule> rules = new ArrayList<>();
        for (Map.Entry<TopicFilter, TopicConfig> topic : config.topics().entrySet()) {
            says.apply(topic.getValue()).ifPresent(access -> rules.add(new Rule(topic.getKey(), access)));
        }
        rules.sort((a, b) -> Specificity.MOST_SPECIFIC_FIRST.compare(a.pattern, b.pattern));
        return rules;
    }

    /** What the open rules match, without what the more specific rules before them keep for tokens. */
    private static Optional<TopicFilter> open(List<Rule> mostSpecificFirst, Access byDefault) {
        List<TopicFilter> kept = new ArrayList<>();
        Optional<TopicFilter> open = Optional.empty();
        for (Rule rule : mostSpecificFirst) {
            if (rule.access == Access.OPEN) {
                open = union(open, rule.pattern.except(kept));
            } else {
                kept.add(rule.pattern);
            }
        }
        TopicFilter all = TopicFilter.ALL.or(TopicFilter.of("hub/**"));
        return byDefault == Access.OPEN ? union(open, all.except(kept)) : open;
    }

    private static Optional<TopicFilter> union(Optional<TopicFilter> one, Optional<TopicFilter> other) {
        return one.map(some -> other.map(some::or).orElse(some)).or(() -> other);
    }

    // ---- reading

    /**
     * What of a filter an identity may read.
     *
     * @throws ProblemException 401 or 403 if a topic that is asked for by name may not be read, or
     *     nothing of it may; 400 if these are too many patterns
     */
    public TopicFilter readable(TopicFilter asked, Identity identity) {
        if (allReadable) {
            return asked;
        }
        for (Topic topic : asked.exactTopics()) {
            if (!mayRead(topic, identity)) {
                throw refused(identity, "reading", "subscribe", "the topic '" + topic + "'");
            }
        }
        return union(common(asked, openToRead), common(asked, identity.subscribe()))
                .orElseThrow(() -> refused(identity, "reading", "subscribe", "what matches '" + asked + "'"));
    }

    /**
     * What is asked for and permitted.
     *
     * @throws ProblemException 400 if it would take too long to calculate
     */
    static Optional<TopicFilter> common(TopicFilter asked, Optional<TopicFilter> permitted) {
        long pairs =
                (long) asked.wildcards() * permitted.map(TopicFilter::wildcards).orElse(0);
        if (pairs > MOST_PAIRS) {
            throw new ProblemException(
                    400,
                    "the request asks for " + asked.wildcards() + " patterns with wildcards, which is too many where "
                            + permitted.orElseThrow().wildcards()
                            + " of them are permitted; ask for fewer, or for topics by name");
        }
        return permitted.flatMap(asked::and);
    }

    /** Whether an identity may read a topic. */
    public boolean mayRead(Topic topic, Identity identity) {
        return allReadable || matches(openToRead, topic) || matches(identity.subscribe(), topic);
    }

    private static boolean matches(Optional<TopicFilter> filter, Topic topic) {
        return filter.isPresent() && filter.get().matches(topic);
    }

    // ---- publishing

    /**
     * Refuses whoever may publish on no topic at all.
     *
     * @throws ProblemException 401
     */
    public void requirePublisher(Identity identity) {
        if (anybodyPublishes || !identity.anonymous()) {
            return;
        }
        if (publishDefault == Access.TOKEN && publish.stream().noneMatch(rule -> rule.access == Access.OPEN)) {
            throw missing(
                    verifies
                            ? "publishing needs a token whose claim 'publish' matches the topic; send 'Authorization:"
                                    + " Bearer ...'"
                            : "publishing needs a token, but this hub has no key to verify one with: set auth.keys or"
                                    + " auth.jwks in its configuration, or start it with --dev (or CRIER_DEV=true) to"
                                    + " let anybody publish");
        }
    }

    /**
     * Refuses whoever may not publish on a topic, or not any more: a batch may last.
     *
     * @throws ProblemException 401 or 403
     */
    public void requirePublisher(Identity identity, Topic topic) {
        if (anybodyPublishes || publishing(topic) == Access.OPEN) {
            return;
        }
        if (!identity.anonymous() && identity.expired(clock.instant())) {
            failures.accept(AuthenticationFailure.EXPIRED);
            throw Challenge.invalidToken("the token has expired; get a new one");
        }
        if (identity.publish().filter(filter -> filter.matches(topic)).isPresent()) {
            return;
        }
        throw refused(identity, "publishing", "publish", "the topic '" + topic + "'");
    }

    private Access publishing(Topic topic) {
        for (Rule rule : publish) {
            if (rule.pattern.matches(topic)) {
                return rule.access;
            }
        }
        return publishDefault;
    }

    // ---- refusals

    private RuntimeException refused(Identity identity, String doing, String claim, String what) {
        if (identity.anonymous()) {
            return missing(doing + " needs a token whose claim '" + claim + "' matches " + what
                    + "; send 'Authorization: Bearer ...'"
                    + (claim.equals("subscribe") ? ", or a ticket (POST /tickets) to open a stream" : ""));
        }
        failures.accept(AuthenticationFailure.SCOPE);
        return Challenge.insufficientScope("the token is good, but its claim '" + claim + "' doesn't match " + what);
    }

    private RuntimeException missing(String detail) {
        failures.accept(AuthenticationFailure.MISSING);
        return Challenge.missing(detail);
    }
}
