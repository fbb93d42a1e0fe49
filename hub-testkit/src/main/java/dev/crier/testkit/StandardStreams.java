package dev.crier.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;

/**
 * The standard output and error while a source runs: all that is written passes, and what the source writes is noted. What a
 * logger writes to them isn't the source's doing. Only one at a time; what is noted is safe on any thread.
 */
final class StandardStreams implements AutoCloseable {

    /** What the names of a source's threads begin with. */
    private static final String THREADS = "crier-source-";

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final Class<?> source;

    /** Listens from now on to what a source of this class writes. */
    StandardStreams(Class<?> source) {
        this.source = source;
        System.setOut(listening(out));
        System.setErr(listening(err));
    }

    private PrintStream listening(PrintStream to) {
        OutputStream noting = new OutputStream() {
            @Override
            public void write(int single) {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                to.write(bytes, offset, length);
                note(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void flush() throws IOException {
                to.flush();
            }
        };
        return new PrintStream(noting, true, StandardCharsets.UTF_8);
    }

    private void note(String text) {
        if (!text.isBlank() && bySource()) {
            written.add(text.strip());
        }
    }

    private boolean bySource() {
        return !STACK.walk(frames ->
                        frames.map(StackWalker.StackFrame::getDeclaringClass).anyMatch(StandardStreams::logs))
                && (Thread.currentThread().getName().startsWith(THREADS)
                        || STACK.walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == source)));
    }

    private static boolean logs(Class<?> type) {
        return Logger.class.isAssignableFrom(type) || type.getName().startsWith("org.slf4j.");
    }

    /** What the source wrote, piece by piece. */
    List<String> written() {
        return List.copyOf(written);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
    }
}
