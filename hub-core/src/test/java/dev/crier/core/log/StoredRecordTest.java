package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRecordTest {

    private static final int MOVES = 500_000;

    @TempDir
    Path folder;

    @Test
    void a_reader_never_takes_the_offset_in_one_file_for_that_in_another() throws Exception {
        Path file = folder.resolve("all.log");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            StoredRecord record = new StoredRecord(7, Topic.of("a"), 0, 1, new Segment(0, file, channel), 0, 10);
            CompletableFuture<Void> mover = CompletableFuture.runAsync(() -> moveOn(record, file, channel));
            long seen = 0;
            while (!mover.isDone() || seen == 0) {
                StoredRecord.Place place = record.place();
                if (place != null) {
                    seen++;
                    assertThat((long) place.offset()).isEqualTo(place.segment().base());
                }
            }
            mover.get(1, TimeUnit.MINUTES);
        }
    }

    /** Each file is written once and never comes back, as in the log. */
    private static void moveOn(StoredRecord record, Path file, FileChannel channel) {
        try {
            for (int base = 1; base <= MOVES; base++) {
                record.move(new Segment(base, file, channel), base);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
