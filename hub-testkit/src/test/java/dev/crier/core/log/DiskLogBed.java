package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.EventDraft;
import dev.crier.core.PublishException;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.TopicFilter;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Page;
import dev.crier.core.spi.Tail;
import dev.crier.testkit.MovableClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A log on a {@link FaultyDisk}, and what can befall it. */
abstract class DiskLogBed {

    static final long PATIENCE = 20;

    @TempDir
    Path folder;

    FaultyDisk disk = new FaultyDisk();
    final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final BlockingQueue<LogState> states = new LinkedBlockingQueue<>();
    final List<LogRecord> heard = new ArrayList<>();
    String boot = "this boot";
    int boots;
    Fsync fsync = Fsync.OFF;
    long segmentBytes = 1 << 20;
    HistoryOptions history = HistoryOptions.DEFAULT;
    Vertx vertx;
    DiskEventLog log;
    Lineage lineage;

    @BeforeEach
    void begin() throws Exception {
        vertx = Vertx.vertx();
        open();
    }

    @AfterEach
    void end() throws Exception {
        await(log.close());
        await(vertx.close());
    }

    void open() throws Exception {
        disk = new FaultyDisk();
        log = made();
        lineage = await(log.start(new Tail() {
            @Override
            public void onRecord(LogRecord record) {
                synchronized (heard) {
                    heard.add(record);
                }
            }

            @Override
            public void onLineage(Lineage another) {}

            @Override
            public void onState(LogState state) {
                states.add(state);
            }
        }));
    }

    DiskEventLog made() {
        DiskLogOptions options =
                DiskLogOptions.in(folder, history).withFsync(fsync).withSegmentBytes(segmentBytes);
        return new DiskEventLog(vertx, options, clock, disk, boot);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    }

    long append(String topic, String data) throws Exception {
        return await(log.append(EventDraft.of(Topic.of(topic), data))).position();
    }

    PublishException refused(String topic, String data) throws Exception {
        return await(log.append(EventDraft.of(Topic.of(topic), data))
                .transform(done -> Future.succeededFuture((PublishException) done.cause())));
    }

    Page read(String filter, long after) throws Exception {
        return await(log.read(TopicFilter.of(filter), after, Long.MAX_VALUE, 100_000, Long.MAX_VALUE));
    }

    List<String> kept(String filter) throws Exception {
        return read(filter, 0).records().stream()
                .map(record -> record.event().data())
                .toList();
    }

    /** Ends the log as a killed process does: what the files hold at that moment is what is found. */
    void killAndOpen() throws Exception {
        killAndOpenAfter(() -> {});
    }

    List<Path> files() throws IOException {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    Path newest() throws IOException {
        List<Path> files = files();
        return files.get(files.size() - 1);
    }

    /** Where the record of some data begins to be it. */
    static int indexOf(byte[] file, String data) {
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        return text.lastIndexOf(data);
    }

    void spoil(String data) throws IOException {
        spoil(newest(), data);
    }

    static void spoil(Path file, String data) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[indexOf(bytes, data)] ^= 1;
        Files.write(file, bytes);
    }

    /** The same, with something done to the files before they are opened again. */
    void killAndOpenAfter(FileWork work) throws Exception {
        disk.kill();
        await(log.close());
        work.run();
        open();
    }

    /** Ends the log as a power cut does that takes everything which was not synced. */
    void cutPowerAndOpen() throws Exception {
        FaultyDisk cut = disk;
        boot = "boot " + ++boots;
        killAndOpenAfter(() -> cut.cutPower(folder));
    }

    interface FileWork {
        void run() throws Exception;
    }

    LogState state() throws InterruptedException {
        LogState state = states.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(state).as("the log said nothing").isNotNull();
        return state;
    }

    void openSmall(int events) throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT.withRetention(topic -> new Retention(events, Duration.ofDays(1), 1 << 30));
        open();
    }

    long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException replaced) {
                // while it was looked at
            }
        }
        return bytes;
    }

    void waitUntilSmall(long bytes) throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(PATIENCE)).until(() -> {
            await(log.evictOld());
            return bytesOnDisk() <= bytes;
        });
    }

    /** Hears nothing. */
    static final class NoTail implements Tail {

        @Override
        public void onRecord(LogRecord record) {}

        @Override
        public void onLineage(Lineage lineage) {}

        @Override
        public void onState(LogState state) {}
    }
}
