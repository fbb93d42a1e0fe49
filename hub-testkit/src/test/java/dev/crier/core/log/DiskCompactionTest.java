package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Retention;
import dev.crier.core.Topic;
import dev.crier.core.spi.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A log on disk, when its files are written anew,")
class DiskCompactionTest extends DiskLogBed {

    /** Opens a log that keeps the topics {@code kept} and {@code last} for a day, {@code mid} for an hour and all others for no time. */
    private void openWithAges() throws Exception {
        await(log.close());
        segmentBytes = 8 << 10;
        history = HistoryOptions.DEFAULT.withRetention(topic -> new Retention(10_000, age(topic), 1 << 30));
        open();
    }

    private static Duration age(Topic topic) {
        return switch (topic.path()) {
            case "kept", "last" -> Duration.ofDays(1);
            case "mid" -> Duration.ofHours(1);
            default -> Duration.ofMillis(1);
        };
    }

    /** Appends what won't be kept, until so many files were begun. */
    private void fillFiles(int more) throws Exception {
        int wanted = files().size() + more;
        while (files().size() < wanted) {
            append("loud", "x".repeat(200));
        }
    }

    /** Three files, with an event in the second that is kept, and all others will go when the clock moves. */
    private void fillAround(String kept) throws Exception {
        fillFiles(1);
        append("kept", kept);
        fillFiles(1);
    }

    @Test
    @DisplayName("has the disk keep what is left, and under its name, before the old files go")
    void synced() throws Exception {
        openWithAges();
        fillAround("still here");
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(segmentBytes);

        cutPowerAndOpen();

        assertThat(kept("kept")).containsExactly("still here");
    }

    @Test
    @DisplayName("reads what was moved while it was read")
    void movedWhileRead() throws Exception {
        openWithAges();
        fillAround("still here");
        disk.beforeRead(() -> {
            clock.forward(Duration.ofSeconds(1));
            waitUntilSmall(segmentBytes);
            return true;
        });

        assertThat(kept("kept")).containsExactly("still here");
    }

    @Test
    @DisplayName("gives the room back of what went while it was copied")
    void evictedWhileCopied() throws Exception {
        openWithAges();
        fillFiles(1);
        for (int i = 0; i < 20; i++) {
            append("mid", "x".repeat(200));
        }
        fillFiles(1);
        while (Files.size(newest()) < segmentBytes * 3 / 4) {
            append("loud", "x".repeat(200));
        }
        disk.holdCopies();
        clock.forward(Duration.ofSeconds(1));
        await(log.evictOld());
        Awaitility.await().until(disk::holdsCopy);
        clock.forward(Duration.ofHours(2));
        await(log.evictOld());
        disk.endCopies();

        waitUntilSmall(segmentBytes);
        assertThat(kept("**")).isEmpty();
    }

    @Test
    @DisplayName("loses nothing of a topic that is published on again while it is noted that nothing is kept of it")
    void backWhileCopied() throws Exception {
        openWithAges();
        append("mid", "gone soon");
        fillFiles(1);
        clock.forward(Duration.ofHours(2));
        append("kept", "still here");
        disk.beforeCopy(() -> append("mid", "back"));
        Awaitility.await().until(() -> {
            await(log.evictOld());
            append("loud", "x".repeat(200));
            return kept("mid").contains("back");
        });

        killAndOpen();

        assertThat(kept("kept")).containsExactly("still here");
        assertThat(kept("mid")).containsExactly("back");
    }

    @Test
    @DisplayName("heeds no file that was replaced already when the process ended")
    void replacedFileIsLeft() throws Exception {
        openWithAges();
        append("kept", "first");
        fillAround("still here");
        Path second = files().get(1);
        byte[] stale = Files.readAllBytes(second);
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(segmentBytes);
        assertThat(second).doesNotExist();
        long head = append("kept", "later");

        killAndOpenAfter(() -> Files.write(second, stale));

        assertThat(kept("**")).containsExactly("first", "still here", "later");
        assertThat(lineage.head()).isEqualTo(head);
        assertThat(lineage.holes()).isEmpty();
    }

    @Test
    @DisplayName("removes what was not copied to its end when the process ended")
    void unfinishedCopy() throws Exception {
        append("a", "one");
        Path unfinished = folder.resolve(newest().getFileName() + ".new");

        killAndOpenAfter(() -> Files.writeString(unfinished, "half"));

        assertThat(unfinished).doesNotExist();
        assertThat(kept("a")).containsExactly("one");
    }

    @Test
    @DisplayName("leaves everything as it was when a file can't be written anew, and doesn't try again at once")
    void copyFails() throws Exception {
        openWithAges();
        fillAround("still here");
        disk.copiesFail(true);
        clock.forward(Duration.ofSeconds(1));
        Awaitility.await().until(() -> {
            await(log.evictOld());
            return disk.failedCopies() > 0 && unfinished().isEmpty();
        });
        for (int i = 0; i < 20; i++) {
            append("kept", "more " + i);
            await(log.evictOld());
        }

        assertThat(disk.failedCopies()).isEqualTo(1);
        assertThat(kept("kept")).hasSize(21).startsWith("still here");
        killAndOpen();
        assertThat(kept("kept")).hasSize(21).startsWith("still here");
    }

    @Test
    @DisplayName("takes nothing back that stands before what is gone")
    void goneBetween() throws Exception {
        openWithAges();
        await(log.close());
        history = history.withRetention(
                topic -> new Retention(topic.path().equals("last") ? 1 : 10_000, age(topic), 1 << 30));
        open();
        append("last", "one");
        while (files().size() < 3) {
            append("kept", "x".repeat(200));
        }
        fillFiles(1);
        append("last", "two");
        fillFiles(2);
        append("last", "three");
        clock.forward(Duration.ofSeconds(1));
        waitUntilSmall(3 * segmentBytes);
        Page before = read("last", 0);

        killAndOpen();

        assertThat(read("last", 0)).isEqualTo(before);
    }

    @Test
    @DisplayName("copies nothing for its own sake after a restart")
    void nothingToGain() throws Exception {
        openSmall(10_000);
        fillFiles(3);
        killAndOpen();
        await(log.evictOld());
        await(log.close());

        assertThat(disk.copies()).isZero();
    }

    private List<Path> unfinished() throws IOException {
        try (var listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".new")).toList();
        }
    }
}
