package dev.crier.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.KeyValuePair;

/**
 * Writes lines on a thread of its own, so that no event loop waits for a terminal, a pipe or a disk: what can't be written in
 * time is dropped, counted, and told of in a line of its own. There is room for so many lines and for so many bytes of them; the
 * last eighth of both is for warnings and errors.
 *
 * <p>Lines may come from any thread, and none of them ever blocks there.
 */
final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final long PATIENCE_SECONDS = 2;
    private static final ILoggingEvent END = new LoggingEvent();

    /** What a line costs besides its texts, and what it costs more if it has a stack trace. In bytes. */
    private static final int OVERHEAD = 512;

    private static final int STACK = 16 << 10;

    private record Waiting(ILoggingEvent line, long bytes) {}

    private final Appender<ILoggingEvent> target;
    private final BlockingQueue<Waiting> waiting;
    private final int reserved;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "crier-log");
    private long told;

    /**
     * Makes one that isn't started.
     *
     * @param target writes a line, and takes as long as it takes; started and stopped by others
     * @param capacity how many lines may wait
     * @param mostBytes about how many bytes they may be
     */
    BoundedAppender(Appender<ILoggingEvent> target, int capacity, long mostBytes) {
        this.target = target;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.reserved = capacity / 8;
        this.mostBytes = mostBytes;
        writer.setDaemon(true);
    }

    /** How many lines were dropped. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent line) {
        boolean important = line.getLevel().isGreaterOrEqual(Level.WARN);
        if (important || waiting.remainingCapacity() > reserved) {
            line.prepareForDeferredProcessing();
            long cost = cost(line);
            long most = important ? mostBytes : mostBytes - mostBytes / 8;
            if (bytes.addAndGet(cost) <= most && waiting.offer(new Waiting(line, cost))) {
                return;
            }
            bytes.addAndGet(-cost);
        }
        dropped.incrementAndGet();
    }

    /** About what a line takes in memory. */
    private static long cost(ILoggingEvent line) {
        long characters = String.valueOf(line.getFormattedMessage()).length();
        for (KeyValuePair pair : Objects.requireNonNullElse(line.getKeyValuePairs(), List.<KeyValuePair>of())) {
            if (pair.value instanceof Collection<?> items) {
                for (Object item : items) {
                    characters += String.valueOf(item).length();
                }
            } else {
                characters += String.valueOf(pair.value).length();
            }
        }
        return OVERHEAD + 2 * characters + (line.getThrowableProxy() == null ? 0 : STACK);
    }

    private void write() {
        try {
            for (Waiting next = waiting.take(); next.line() != END; next = waiting.take()) {
                target.doAppend(next.line());
                bytes.addAndGet(-next.bytes());
                if (waiting.isEmpty()) {
                    tellOfDropped();
                }
            }
            tellOfDropped();
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOfDropped() {
        long all = dropped.get();
        if (all > told) {
            LoggingEvent line = new LoggingEvent();
            line.setTimeStamp(System.currentTimeMillis());
            line.setLevel(Level.WARN);
            line.setLoggerName(BoundedAppender.class.getName());
            line.setThreadName(writer.getName());
            line.setMessage((all - told) + " lines were dropped, since they came faster than they could be written");
            told = all;
            target.doAppend(line);
        }
    }

    /** Writes what waits, for as long as a little patience lasts. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        try {
            if (waiting.offer(new Waiting(END, 0), PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
