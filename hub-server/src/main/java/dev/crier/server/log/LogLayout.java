package dev.crier.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * One event, one line: time, level, the last part of the logger's name, message; stack traces below it, indented.
 *
 * <p>Messages carry what strangers sent. Characters that end a line, move the cursor or turn the direction of writing are
 * shown as escapes, so that nobody can forge a line or hide one. Safe on any thread.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {

    /** What the loggers of sources begin with; what follows is a name that may hold dots. */
    private static final String SOURCES = "dev.crier.source.";

    private final DateTimeFormatter time;

    LogLayout(ZoneId zone) {
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(zone);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
        line.append(' ')
                .append(event.getLevel())
                .append(event.getLevel().levelStr.length() < 5 ? "  " : " ");
        escape(shortName(event.getLoggerName()), line);
        line.append(": ");
        escape(String.valueOf(event.getFormattedMessage()), line);
        line.append('\n');
        StackText.append(event.getThrowableProxy(), line);
        return line.toString();
    }

    private static String shortName(String logger) {
        return logger.startsWith(SOURCES)
                ? "source " + logger.substring(SOURCES.length())
                : logger.substring(logger.lastIndexOf('.') + 1);
    }

    static void escape(String from, StringBuilder to) {
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            switch (c) {
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> {
                    boolean harmful = Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || c == '\u2028'
                            || c == '\u2029';
                    if (harmful) {
                        to.append(String.format("\\u%04x", (int) c));
                    } else {
                        to.append(c);
                    }
                }
            }
        }
    }
}
