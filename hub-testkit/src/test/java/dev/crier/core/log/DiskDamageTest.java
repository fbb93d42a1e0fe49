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
import dev.crier.core.spi.Page;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A log on disk, when the disk or the machine fails,")
class DiskDamageTest extends DiskLogBed {

    private static final EventDraft ONCE =
            EventDraft.of(Topic.of("a"), "once").withIdempotency(new IdempotencyKey("me", "k"));

    private void openWith(Fsync other) throws Exception {
        await(log.close());
        fsync = other;
        open();
    }

    /** Appends until another file is begun; returns the data of all, the last of which stands in the new one. */
    private List<String> fillFile() throws Exception {
        List<String> all = new ArrayList<>();
        int before = files().size();
        while (files().size() == before) {
            String data = all.size() + "x".repeat(200);
            append("fill", data);
            all.add(data);
        }
        return all;
    }

    // ---- what a killed process leaves

    @Test
    @DisplayName("remembers the idempotency key of an event over the end of the process")
    void keyOfEvent() throws Exception {
        long first = await(log.append(ONCE)).position();

        killAndOpen();

        assertThat(await(log.append(ONCE))).isEqualTo(new Appended(first, true));
    }

    @Test
    @DisplayName("answers nobody before the tail has the event")
    void tailFirst() throws Exception {
        Future<Boolean> told = log.append(EventDraft.of(Topic.of("a"), "one")).map(done -> {
            synchronized (heard) {
                return heard.stream().anyMatch(record -> record.position() == done.position());
            }
        });

        assertThat(await(told)).isTrue();
    }

    @Test
    @DisplayName("keeps no more than it is asked to from the start on, when that has become less")
    void smallerBound() throws Exception {
        for (int i = 0; i < 100; i++) {
            append("t/" + i % 2, "x".repeat(1_000));
        }
        await(log.close());
        history = history.withLogBytes(10_000);
        open();

        assertThat(log.retained().orElseThrow().bytes()).isLessThanOrEqualTo(10_000);
    }

    @Test
    @DisplayName("knows up to where it had forgotten topics when one appeared")
    void forgottenBefore() throws Exception {
        openForgetful();
        staysOverKill("gone/2", "kept", "never/known");
    }

    @Test
    @DisplayName("knows a topic as another one that it had forgotten before it appeared again")
    void forgottenAndBack() throws Exception {
        openForgetful();
        letGo();
        append("gone/1", "four");

        staysOverKill("gone/1", "kept", "never/known");
        assertThat(kept("**")).containsExactly("two", "four");
        assertThat(read("gone/1", 0).forgotten()).isPositive();
    }

    /** Opens a log that remembers two topics, and publishes on three. */
    private void openForgetful() throws Exception {
        await(log.close());
        history = HistoryOptions.DEFAULT
                .withTopics(2)
                .withRetention(topic -> topic.path().equals("kept")
                        ? Retention.DEFAULT
                        : new Retention(10, Duration.ofMillis(1), 1 << 30));
        open();
        append("gone/1", "one");
        letGo();
        append("kept", "two");
        append("gone/2", "three");
    }

    private void letGo() throws Exception {
        clock.forward(Duration.ofSeconds(1));
        await(log.evictOld());
    }

    private void staysOverKill(String... filters) throws Exception {
        List<Page> before = new ArrayList<>();
        for (String filter : filters) {
            before.add(read(filter, 0));
        }
        killAndOpen();
        List<Page> after = new ArrayList<>();
        for (String filter : filters) {
            after.add(read(filter, 0));
        }
        assertThat(after).isEqualTo(before);
    }

    @Test
    @DisplayName("uses no position again when nothing is left of the events that had them, nor of their topic")
    void nothingLeft() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT
                .withTopics(1)
                .withRetention(topic -> new Retention(1_000, Duration.ofMillis(1), 1 << 30));
        open();
        long last = 0;
        while (Files.size(newest()) < segmentBytes) {
            last = append("gone", "x".repeat(200));
        }
        letGo();
        disk.room(400);
        assertThat(refused("other", "x".repeat(1_000)).reason()).isEqualTo(Reason.NO_SPACE);
        disk.room(Long.MAX_VALUE);
        waitUntilSmall(segmentBytes);

        killAndOpen();

        assertThat(lineage.head()).isEqualTo(last);
        assertThat(read("gone", 0).forgotten()).isEqualTo(last);
        assertThat(append("gone", "next")).isGreaterThan(last);
    }

    @Test
    @DisplayName("uses no position again when only the heads of topics are left")
    void headsLeft() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT.withRetention(topic -> new Retention(1_000, Duration.ofMillis(1), 1 << 30));
        open();
        long last = 0;
        while (Files.size(newest()) < segmentBytes) {
            last = append("gone", "x".repeat(200));
        }
        disk.room(400);
        assertThat(refused("other", "x".repeat(1_000)).reason()).isEqualTo(Reason.NO_SPACE);
        disk.room(Long.MAX_VALUE);
        letGo();
        waitUntilSmall(segmentBytes);

        killAndOpen();

        assertThat(lineage.head()).isEqualTo(last);
        assertThat(read("gone", 0).newestEvicted()).containsEntry(Topic.of("gone"), last);
    }

    @Test
    @DisplayName("refuses a record of a kind that it doesn't know")
    void unknownKind() throws Exception {
        append("a", "one");
        await(log.close());
        ByteBuffer record = ByteBuffer.allocate(RecordWriter.HEADER + 8);
        record.putShort(0, RecordWriter.MAGIC).put(2, (byte) 9).putInt(4, 8);
        record.putInt(RecordWriter.CRC_AT, RecordWriter.checksum(new CRC32C(), record, 0, record.limit()));
        Files.write(newest(), record.array(), StandardOpenOption.APPEND);
        DiskEventLog later = made();

        assertThatThrownBy(() -> await(later.start(new NoTail())))
                .cause()
                .hasMessageContainingAll(newest().toString(), "kind 9");
        Files.delete(newest());
        open();
    }

    // ---- bytes that are not what was written

    @Test
    @DisplayName("announces what can't be read in a file behind which it had gone on to another")
    void damageInOlderFile() throws Exception {
        long before = append("a", "before");
        long lost = append("a", "spoilt-event");
        append("a", "after");
        fillFile();
        String epoch = lineage.epoch();

        killAndOpenAfter(() -> spoil(files().get(0), "spoilt-event"));

        assertThat(lineage.epoch()).isEqualTo(epoch);
        assertThat(lineage.holes()).containsExactly(new Lineage.Hole(before, lost));
        assertThat(kept("a")).containsExactly("before", "after");
        killAndOpen();
        assertThat(lineage.holes()).as("once").containsExactly(new Lineage.Hole(before, lost));
    }

    @Test
    @DisplayName(
            "announces what can't be read at the end of a file although topics that keep nothing are noted behind it")
    void damageBeforeNotes() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT.withRetention(topic -> topic.path().equals("a")
                ? new Retention(1_000, Duration.ofDays(1), 1 << 30)
                : new Retention(1_000, Duration.ofMillis(1), 1 << 30));
        open();
        long before = append("a", "before");
        long lost = append("a", "spoilt-event");
        append("short", "gone soon");
        fillFile();
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(segmentBytes);

        killAndOpenAfter(() -> spoil(files().get(0), "spoilt-event"));

        assertThat(kept("a")).containsExactly("before");
        assertThat(lineage.holes()).hasSize(1);
        assertThat(lineage.holes().get(0).after()).isEqualTo(before);
        assertThat(lineage.holes().get(0).through()).isGreaterThanOrEqualTo(lost);
    }

    @Test
    @DisplayName("keeps what stood before a hole when the file around it was written anew since")
    void holeWrittenAnew() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT.withRetention(topic -> topic.path().equals("a")
                ? new Retention(1_000, Duration.ofDays(1), 1 << 30)
                : new Retention(1_000, Duration.ofMillis(1), 1 << 30));
        open();
        long before = append("a", "before");
        long lost = append("a", "spoilt-event");
        append("a", "after");
        killAndOpenAfter(() -> spoil("spoilt-event"));
        fillFile();
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(segmentBytes);

        killAndOpen();

        assertThat(kept("a")).containsExactly("before", "after");
        assertThat(lineage.holes()).containsExactly(new Lineage.Hole(before, lost));
    }

    @Test
    @DisplayName("uses no position of a corrupt end again where each event is synced and none was set aside")
    void corruptEndSynced() throws Exception {
        openWith(Fsync.ALWAYS);
        long before = append("a", "before");
        for (int i = 0; i < 5; i++) {
            append("a", "spoilt-" + i);
        }
        long lost = append("a", "spoilt-5");

        killAndOpenAfter(() -> {
            for (int i = 0; i < 6; i++) {
                spoil("spoilt-" + i);
            }
        });

        assertThat(lineage.holes()).hasSize(1);
        assertThat(lineage.holes().get(0).after()).isEqualTo(before);
        assertThat(lineage.holes().get(0).through()).isGreaterThanOrEqualTo(lost);
        assertThat(append("a", "next")).isGreaterThan(lost);
    }

    @Test
    @DisplayName("tells whoever reads a topic that may have stood in what can't be read")
    void topicsInTheHole() throws Exception {
        append("a", "before");
        long lost = append("b", "spoilt-event");
        append("a", "after");

        killAndOpenAfter(() -> spoil("spoilt-event"));

        assertThat(read("b", 0).forgotten()).isGreaterThanOrEqualTo(lost);
        append("b", "again");
        synchronized (heard) {
            assertThat(heard.get(heard.size() - 1).prev()).isGreaterThanOrEqualTo(lost);
        }
    }

    @Test
    @DisplayName("tells the same where it was the end that can't be read")
    void topicsInABrokenEnd() throws Exception {
        long before = append("a", "before");
        append("b", "spoilt-event");

        killAndOpenAfter(() -> spoil("spoilt-event"));

        assertThat(read("b", 0).forgotten()).isGreaterThanOrEqualTo(before);
    }

    @Test
    @DisplayName("gives nobody bytes that were not published")
    void damageWhileOpen() throws Exception {
        append("a", "spoilt-event");
        spoil("spoilt-event");

        assertThatThrownBy(() -> kept("a")).cause().hasMessageContaining("can't be read");
    }

    // ---- a power cut

    @Test
    @DisplayName("suspects nothing more once it goes on after a power cut, and remembers what it lost before")
    void afterPowerCut() throws Exception {
        append("a", "one");
        cutPowerAndOpen();
        List<Lineage.Hole> holes = lineage.holes();
        append("a", "two");

        killAndOpen();
        assertThat(lineage.holes()).hasSize(1).isEqualTo(holes);
        assertThat(kept("a")).containsExactly("two");

        cutPowerAndOpen();
        assertThat(lineage.holes()).hasSize(2).startsWith(holes.get(0));
    }

    @Test
    @DisplayName("sets further positions aside before it gives them away")
    void ceiling() throws Exception {
        await(log.close());
        long beyond = 3L << 20;
        try (SegmentFolder files = SegmentFolder.open(folder, new FaultyDisk())) {
            DiskWriter writer = DiskWriter.open(
                    files, DiskLogOptions.in(folder, history).withFsync(Fsync.OFF), DiskState.begin(boot), 0);
            writer.ready(beyond, 10);
        }
        boot = "next boot";
        open();

        assertThat(lineage.head()).isGreaterThanOrEqualTo(beyond + 10);
    }

    @Test
    @DisplayName("has the disk keep a full file before it goes on to another")
    void fullFileSynced() throws Exception {
        openSmall(1_000);
        List<String> all = fillFile();

        cutPowerAndOpen();

        assertThat(kept("fill")).isEqualTo(all.subList(0, all.size() - 1));
    }

    @Test
    @DisplayName("has the disk keep the name of a new file")
    void nameOfNewFile() throws Exception {
        openSmall(1_000);
        openWith(Fsync.ALWAYS);
        List<String> all = fillFile();

        cutPowerAndOpen();

        assertThat(kept("fill")).isEqualTo(all);
        assertThat(lineage.holes()).isEmpty();
    }

    @Test
    @DisplayName("knows in which run of the system it is")
    void bootId() throws Exception {
        Path kernel = Path.of("/proc/sys/kernel/random/boot_id");
        String here = DiskState.thisBoot();

        assertThat(here).isNotEmpty();
        if (Files.exists(kernel)) {
            assertThat(here).isEqualTo(Files.readString(kernel).strip());
        } else {
            assertThat(DiskState.thisBoot()).isNotEqualTo(here);
        }
    }

    // ---- a disk that fails

    @Test
    @DisplayName("leaves nothing of what a full disk took by half")
    void partOfBatch() throws Exception {
        append("a", "one");
        disk.room(1_500);
        assertThat(refused("a", "x".repeat(4_000)).reason()).isEqualTo(Reason.NO_SPACE);
        disk.room(Long.MAX_VALUE);
        append("a", "two");

        killAndOpen();

        assertThat(lineage.holes()).isEmpty();
        assertThat(kept("a")).containsExactly("one", "two");
    }

    @Test
    @DisplayName("refuses everything that waited when the disk is full, however much it is")
    void fullForMany() throws Exception {
        openSmall(1_000);
        disk.room(40);
        List<Future<Appended>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(log.append(EventDraft.of(Topic.of("a"), "x".repeat(3_000))));
        }

        for (Future<Appended> each : all) {
            Throwable cause = await(each.transform(done -> Future.succeededFuture(done.cause())));
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.NO_SPACE));
        }
        assertThat(kept("**")).isEmpty();
    }

    @Test
    @DisplayName("takes a file back that a full disk didn't let it begin")
    void fullWhileBeginning() throws Exception {
        openSmall(1_000);
        List<String> all = new ArrayList<>();
        while (Files.size(newest()) < segmentBytes) {
            all.add(all.size() + "x".repeat(200));
            append("fill", all.get(all.size() - 1));
        }
        disk.room(10);

        assertThat(refused("fill", "x").reason()).isEqualTo(Reason.NO_SPACE);
        assertThat(files()).hasSize(1);

        disk.room(Long.MAX_VALUE);
        all.add("y");
        append("fill", "y");
        killAndOpen();
        assertThat(kept("fill")).isEqualTo(all);
        assertThat(lineage.holes()).isEmpty();
    }

    @Test
    @DisplayName("promises nothing more once the disk failed to keep what was acknowledged already")
    void laterSyncFails() throws Exception {
        openWith(Fsync.within(Duration.ofMillis(20)));
        disk.syncFails(true);
        append("a", "one");

        assertThat(state().detail()).contains("has to be started again");
        disk.syncFails(false);
        assertThat(refused("a", "two").reason()).isEqualTo(Reason.UNAVAILABLE);
        await(log.evictOld());
        assertThat(refused("a", "three").reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(states).as("it doesn't say that it is well again").isEmpty();
    }
}
