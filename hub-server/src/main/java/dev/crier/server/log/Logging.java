package dev.crier.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up in code, which costs a fraction of the time that reading an XML file would: lines on standard error, as text on a
 * terminal and as JSON otherwise, the hub's own from the chosen level, those of libraries from one level above.
 *
 * <p>Logback finds it as a service. A file named by {@code -Dlogback.configurationFile} wins. Called once, by whatever
 * thread logs first.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    /** The system property that holds the level; set before anything is logged. */
    public static final String LEVEL_PROPERTY = "crier.log-level";

    /** The levels, from few lines to many. */
    public static final List<String> LEVELS = List.of("off", "error", "warn", "info", "debug", "trace");

    /** Libraries that write down what clients send when they are talkative, with the credentials in it; so they never are. */
    private static final List<String> INDISCREET = List.of("io.netty.handler.codec.http.cookie", "io.vertx.ext.web");

    /** The system property that holds the format; set before anything is logged. */
    public static final String FORMAT_PROPERTY = "crier.log-format";

    /** The formats; the first chooses one of the others. */
    public static final List<String> FORMATS = List.of("auto", "text", "json");

    /** How many lines may wait to be written, and about how many bytes of them. */
    private static final int CAPACITY = 8_192;

    private static final long MOST_BYTES = 16 << 20;

    private static final String NAME = "bounded";

    /** For the service loader. */
    public Logging() {}

    /** Chooses the level of everything that is logged from now on, if nothing was logged yet. */
    public static void choose(String level) {
        System.setProperty(LEVEL_PROPERTY, level);
    }

    /** Chooses how lines look from now on, if nothing was logged yet. */
    public static void chooseFormat(String format) {
        System.setProperty(FORMAT_PROPERTY, format);
    }

    /** How many lines were dropped because they came faster than they could be written. */
    public static long dropped() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                        && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME)
                                instanceof BoundedAppender bounded
                ? bounded.dropped()
                : 0;
    }

    /** Writes what was logged, and takes no more. */
    public static void close() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static Layout<ILoggingEvent> layout() {
        String format = System.getProperty(FORMAT_PROPERTY, "auto");
        boolean text = format.equals("text") || (!format.equals("json") && StandardError.isTerminal());
        return text ? new LogLayout(ZoneId.systemDefault()) : new JsonLayout();
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Layout<ILoggingEvent> layout = layout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        BoundedAppender bounded = new BoundedAppender(console, CAPACITY, MOST_BYTES);
        bounded.setContext(context);
        bounded.setName(NAME);
        bounded.start();

        String level = Optional.ofNullable(System.getProperty(LEVEL_PROPERTY))
                .map(chosen -> chosen.toLowerCase(Locale.ROOT))
                .filter(LEVELS::contains)
                .orElse("info");
        String libraries = LEVELS.get(Math.max(0, LEVELS.indexOf(level) - (level.equals("trace") ? 0 : 1)));
        context.getLogger("dev.crier").setLevel(Level.toLevel(level));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(libraries));
        root.addAppender(bounded);
        if (LEVELS.indexOf(level) < LEVELS.indexOf("debug")) {
            // It writes an error for each frame by which a stranger breaks the rules of HTTP/2.
            context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
            // And one whenever that at log.url is no Redis, which the hub says itself.
            context.getLogger("io.vertx.redis.client.impl.RedisConnectionManager")
                    .setLevel(Level.OFF);
        }
        String discreet = LEVELS.get(Math.min(LEVELS.indexOf(libraries), LEVELS.indexOf("info")));
        INDISCREET.forEach(name -> context.getLogger(name).setLevel(Level.toLevel(discreet)));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
