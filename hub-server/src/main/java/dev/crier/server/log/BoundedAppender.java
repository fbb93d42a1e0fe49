package dev.crier.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines on a thread of its own, so that no event loop waits for a terminal, a pipe or a disk: what can't be written in
 * time is dropped, counted, and told of in a line of its own. The last eighth of the room is for warnings and errors.
 *
 * <p>Lines may come from any thread, and none of them ever blocks there.
 */
final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final long PATIENCE_SECONDS = 2;
    private static final ILoggingEvent END = new LoggingEvent();

    private final Appender<ILoggingEvent> target;
    private final BlockingQueue<ILoggingEvent> waiting;
    private final int reserved;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "crier-log");
    private long told;

    /**
     * Makes one that isn't started.
     *
     * @param target writes a line, and takes as long as it takes; started and stopped by others
     * @param capacity how many lines may wait
     */
    BoundedAppender(Appender<ILoggingEvent> target, int capacity) {
        this.target = target;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.reserved = capacity / 8;
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
            if (waiting.offer(line)) {
                return;
            }
        }
        dropped.incrementAndGet();
    }

    private void write() {
        try {
            for (ILoggingEvent line = waiting.take(); line != END; line = waiting.take()) {
                target.doAppend(line);
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
            if (waiting.offer(END, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
