package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.PublishException;
import dev.crier.core.PublishException.Reason;
import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.spi.Appended;
import dev.crier.core.spi.Lineage;
import dev.crier.core.spi.LogRecord;
import dev.crier.core.spi.LogState;
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A log on disk")
class DiskEventLogTest extends DiskLogBed {

    // ---- the end of the process

    @Test
    @DisplayName("goes on where a killed process stopped, in the same epoch, without a gap")
    void killed() throws Exception {
        long a = append("a", "one");
        long b = append("b", "two");
        String epoch = lineage.epoch();

        killAndOpen();

        assertThat(lineage).isEqualTo(Lineage.of(epoch, b));
        assertThat(kept("**")).containsExactly("one", "two");
        assertThat(append("a", "three")).isGreaterThan(b);
        assertThat(read("a", a).records().get(0).prev()).isEqualTo(a);
    }

    @Test
    @DisplayName("cuts off what was written by half, and uses none of its positions again")
    void torn() throws Exception {
        append("a", "one");
        long last = append("a", "two");

        killAndOpenAfter(() -> {
            try (FileChannel file = FileChannel.open(newest(), StandardOpenOption.WRITE)) {
                file.truncate(file.size() - 3);
            }
        });

        assertThat(kept("**")).containsExactly("one");
        assertThat(lineage.holes())
                .as("nobody was given what was written by half")
                .isEmpty();
        assertThat(append("a", "three")).isGreaterThan(last);
        killAndOpen();
        assertThat(kept("**")).containsExactly("one", "three");
        assertThat(lineage.holes()).as("nothing of the half is left").isEmpty();
    }

    @Test
    @DisplayName("announces a corrupt middle as a hole, and keeps what is on both sides")
    void corruptMiddle() throws Exception {
        long before = append("a", "before");
        long lost = append("a", "spoilt-event");
        long after = append("a", "after");
        long other = append("b", "other");
        String epoch = lineage.epoch();

        killAndOpenAfter(() -> spoil("spoilt-event"));

        assertThat(lineage).isEqualTo(new Lineage(epoch, other, List.of(new Lineage.Hole(before, lost))));
        assertThat(kept("**")).containsExactly("before", "after", "other");
        assertThat(read("a", before).records().get(0).prev()).isEqualTo(lost);
        await(log.close());
        open();
        assertThat(lineage.holes()).as("the hole is remembered").containsExactly(new Lineage.Hole(before, lost));
        assertThat(append("a", "next")).isGreaterThan(other);
        assertThat(after).isGreaterThan(lost);
    }

    @Test
    @DisplayName("announces a corrupt end as a hole, and uses none of its positions again")
    void corruptEnd() throws Exception {
        long before = append("a", "before");
        long lost = append("a", "spoilt-event");

        killAndOpenAfter(() -> spoil("spoilt-event"));

        assertThat(kept("**")).containsExactly("before");
        assertThat(lineage.holes()).hasSize(1);
        assertThat(lineage.holes().get(0).after()).isEqualTo(before);
        assertThat(lineage.holes().get(0).through()).isGreaterThanOrEqualTo(lost);
        assertThat(append("a", "next")).isGreaterThan(lineage.holes().get(0).through());
    }

    @Test
    @DisplayName("can't be opened by two hubs")
    void twoHubs() {
        DiskEventLog second = made();

        assertThatThrownBy(() -> await(second.start(new NoTail())))
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use by another hub");
    }

    @Test
    @DisplayName("refuses files of another version")
    void anotherVersion() throws Exception {
        append("a", "one");
        await(log.close());
        RecordWriter writer = new RecordWriter();
        writer.state(DiskState.begin(boot));
        ByteBuffer record = ByteBuffer.allocate(writer.size()).put(writer.written());
        record.putLong(RecordWriter.HEADER, DiskState.VERSION + 1);
        record.putInt(
                RecordWriter.CRC_AT,
                RecordWriter.checksum(
                        new java.util.zip.CRC32C(),
                        record,
                        0,
                        record.limit(record.position()).limit()));
        Files.write(newest(), record.array(), StandardOpenOption.APPEND);
        DiskEventLog later = made();

        assertThatThrownBy(() -> await(later.start(new NoTail())))
                .cause()
                .hasMessageContainingAll(newest().toString(), "version 2");
        Files.delete(newest());
        open();
    }

    // ---- the end of the machine

    @Test
    @DisplayName("announces what a power cut may have taken, and uses none of its positions again")
    void powerCut() throws Exception {
        long first = append("a", "one");
        await(log.close());
        open();
        long synced = lineage.head();
        append("a", "two");
        long seen = append("a", "three");

        cutPowerAndOpen();

        assertThat(first).isEqualTo(synced);
        assertThat(kept("**")).doesNotContain("two", "three");
        assertThat(lineage.holes()).hasSize(1);
        Lineage.Hole hole = lineage.holes().get(0);
        assertThat(hole.after()).isEqualTo(synced);
        assertThat(hole.through()).isGreaterThanOrEqualTo(seen).isEqualTo(lineage.head());
        assertThat(append("a", "four")).isGreaterThan(hole.through());
    }

    @Test
    @DisplayName("suspects nothing when it was closed in peace before the machine stopped")
    void closedInPeace() throws Exception {
        append("a", "one");
        long last = append("a", "two");
        await(log.close());

        boot = "next boot";
        open();

        assertThat(lineage.holes()).isEmpty();
        assertThat(lineage.head()).isEqualTo(last);
        assertThat(kept("**")).containsExactly("one", "two");
    }

    @Test
    @DisplayName("loses nothing to a power cut when each event is synced before it is acknowledged")
    void powerCutSynced() throws Exception {
        await(log.close());
        fsync = Fsync.ALWAYS;
        open();
        append("a", "one");
        long last = append("a", "two");

        cutPowerAndOpen();

        assertThat(kept("**")).containsExactly("one", "two");
        assertThat(lineage.holes()).isEmpty();
        assertThat(lineage.head()).isEqualTo(last);
    }

    @Test
    @DisplayName("is synced within the time that was asked for")
    void syncedInTime() throws Exception {
        await(log.close());
        fsync = Fsync.within(Duration.ofMillis(20));
        open();
        append("a", "one");
        Awaitility.await().until(() -> disk.synced(newest()) == Files.size(newest()));

        cutPowerAndOpen();

        assertThat(kept("**")).containsExactly("one");
        assertThat(lineage.holes()).as("what came after it can't be known").hasSize(1);
    }

    // ---- a disk that fails

    @Test
    @DisplayName("refuses what a full disk can't take, keeps what it has, and goes on by itself when there is room")
    void fullDisk() throws Exception {
        long first = append("a", "one");
        disk.room(40);

        assertThat(refused("a", "x".repeat(1_000)))
                .extracting(PublishException::reason)
                .isEqualTo(Reason.NO_SPACE);
        assertThat(state()).isEqualTo(LogState.unavailable("the log's disk is full"));
        assertThat(kept("**")).containsExactly("one");

        disk.room(Long.MAX_VALUE);
        assertThat(state()).as("without another publish").isEqualTo(LogState.AVAILABLE);
        long second = append("a", "two");
        killAndOpen();
        assertThat(kept("**")).containsExactly("one", "two");
        assertThat(read("a", first).records().get(0).prev()).isEqualTo(first);
        assertThat(second).as("what was refused takes no position").isEqualTo(first + 1);
    }

    @Test
    @DisplayName("doesn't remember the idempotency key of what it refused")
    void refusedKey() throws Exception {
        EventDraft draft =
                EventDraft.of(Topic.of("a"), "x".repeat(1_000)).withIdempotency(new IdempotencyKey("me", "k"));
        disk.room(40);
        List<Future<Appended>> both = List.of(log.append(draft), log.append(draft));
        for (Future<Appended> each : both) {
            Throwable cause = await(each.transform(done -> Future.succeededFuture(done.cause())));
            assertThat(cause).isInstanceOf(PublishException.class);
        }
        disk.room(Long.MAX_VALUE);

        assertThat(await(log.append(draft)).repeated()).isFalse();
        assertThat(kept("**")).hasSize(1);
    }

    @Test
    @DisplayName("promises nothing more once the disk failed to keep something")
    void syncFails() throws Exception {
        await(log.close());
        fsync = Fsync.ALWAYS;
        open();
        append("a", "one");
        disk.syncFails(true);

        assertThat(refused("a", "two").reason()).isEqualTo(Reason.UNAVAILABLE);
        disk.syncFails(false);
        assertThat(refused("a", "three").reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(state().detail()).contains("has to be started again");
        assertThat(kept("a")).containsExactly("one");
    }

    // ---- room

    @Test
    @DisplayName("takes no more than twice the room of what is kept, and two files")
    void room() throws Exception {
        openSmall(10);
        for (int i = 0; i < 5_000; i++) {
            log.append(EventDraft.of(Topic.of("t/" + i % 7), "x".repeat(100)));
        }
        append("quiet", "still here");
        for (int i = 0; i < 5_000; i++) {
            log.append(EventDraft.of(Topic.of("t/" + i % 7), "x".repeat(100)));
        }
        append("t/0", "last");
        await(log.evictOld());

        long keptBytes = 71 * 200;
        waitUntilSmall(2 * keptBytes + 2 * segmentBytes);
        assertThat(kept("quiet")).containsExactly("still here");
        Page before = read("**", 0);
        String epoch = lineage.epoch();
        killAndOpen();
        assertThat(read("**", 0)).isEqualTo(before);
        assertThat(lineage.epoch()).isEqualTo(epoch);
    }

    @Test
    @DisplayName(
            "remembers the heads of topics that keep nothing, and keys whose events are gone, when files are written anew")
    void heads() throws Exception {
        openSmall(1);
        await(log.close());
        history = history.withRetention(topic -> topic.path().startsWith("short")
                ? new Retention(1, Duration.ofMillis(1), 1 << 30)
                : new Retention(1, Duration.ofDays(1), 1 << 30));
        open();
        EventDraft once = EventDraft.of(Topic.of("loud"), "once").withIdempotency(new IdempotencyKey("me", "k"));
        long first = await(log.append(once)).position();
        long silent = append("short/1", "gone soon");
        for (int i = 0; i < 2_000; i++) {
            log.append(EventDraft.of(Topic.of("loud"), "x".repeat(100)));
        }
        append("loud", "last");
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(3 * segmentBytes);

        killAndOpen();

        assertThat(read("short/1", 0).newestEvicted()).containsEntry(Topic.of("short/1"), silent);
        assertThat(await(log.append(once))).isEqualTo(new Appended(first, true));
        long again = append("short/1", "again");
        synchronized (heard) {
            LogRecord last = heard.get(heard.size() - 1);
            assertThat(last.position()).isEqualTo(again);
            assertThat(last.prev()).isEqualTo(silent);
        }
    }

    @Test
    @DisplayName("remembers over a restart up to where topics may have been forgotten")
    void forgotten() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT
                .withTopics(10)
                .withRetention(topic -> new Retention(10, Duration.ofMillis(1), 1 << 30));
        open();
        Map<Topic, Long> heads = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            heads.put(Topic.of("t/" + i), append("t/" + i, "x".repeat(200)));
            if (i % 20 == 0) {
                clock.forward(Duration.ofSeconds(1));
                await(log.evictOld());
            }
        }
        waitUntilSmall(3 * segmentBytes);

        killAndOpen();

        for (Map.Entry<Topic, Long> head : heads.entrySet()) {
            Page page = read(head.getKey().path(), 0);
            long known = page.newestEvicted().getOrDefault(head.getKey(), page.forgotten());
            boolean kept = page.records().stream().anyMatch(record -> record.position() == head.getValue());
            assertThat(kept || known >= head.getValue())
                    .as("%s at %s in %s", head.getKey(), head.getValue(), page)
                    .isTrue();
        }
        assertThat(read("t/0", 0).forgotten()).isPositive();
    }
}
