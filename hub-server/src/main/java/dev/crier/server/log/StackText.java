package dev.crier.server.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** An exception with its causes, as indented lines that nothing in a message can forge. Stateless. */
final class StackText {

    private static final int MOST_FRAMES = 40;
    private static final int MOST_CAUSES = 5;

    private StackText() {}

    static void append(@Nullable IThrowableProxy first, StringBuilder text) {
        IThrowableProxy thrown = first;
        for (int causes = 0; thrown != null && causes < MOST_CAUSES; causes++) {
            append(thrown, causes == 0 ? "" : "caused by ", text);
            thrown = thrown.getCause();
        }
    }

    private static void append(IThrowableProxy thrown, String prefix, StringBuilder text) {
        text.append("    ").append(prefix).append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            text.append(": ");
            LogLayout.escape(thrown.getMessage(), text);
        }
        text.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int shown = Math.min(frames.length - thrown.getCommonFrames(), MOST_FRAMES);
        for (int i = 0; i < shown; i++) {
            text.append("        ").append(frames[i].getSTEAsString()).append('\n');
        }
        if (shown < frames.length) {
            text.append("        ... ").append(frames.length - shown).append(" more\n");
        }
    }
}
