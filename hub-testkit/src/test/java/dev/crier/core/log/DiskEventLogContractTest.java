package dev.crier.core.log;

import dev.crier.core.spi.EventLog;
import dev.crier.testkit.EventLogContract;
import dev.crier.testkit.LogBounds;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

/** The log on disk keeps the contract of logs, with files so small that they are compacted all the time. */
class DiskEventLogContractTest extends EventLogContract {

    private static final int TINY = 4 << 10;

    @TempDir
    static Path root;

    private Path folder = Path.of("");
    private int folders;
    private FaultyDisk disk = new FaultyDisk();

    @Override
    protected EventLog create(Vertx vertx, LogBounds bounds, Clock clock) {
        HistoryOptions history = HistoryOptions.DEFAULT
                .withRetention(topic -> bounds.retention())
                .withLogBytes(bounds.logBytes())
                .withTopics(bounds.topics())
                .withIdempotency(bounds.idempotencyAge(), 100_000);
        DiskLogOptions options =
                DiskLogOptions.in(folder, history).withFsync(fsync()).withSegmentBytes(TINY);
        disk = new FaultyDisk();
        return new DiskEventLog(vertx, options, clock, disk, "boot");
    }

    Fsync fsync() {
        return Fsync.OFF;
    }

    @Override
    protected void wipe() {
        folder = root.resolve("log-" + ++folders);
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    protected Future<Void> crash(EventLog log) {
        disk.kill();
        return log.close();
    }
}
