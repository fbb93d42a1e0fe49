package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRecordTest {

    private static final int MOVES = 2_000_000;

    @TempDir
    Path folder;

    private Segment segment(long base) throws IOException {
        Path file = folder.resolve(base + ".log");
        return new Segment(base, file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    @Test
    void a_reader_never_takes_the_offset_in_one_file_for_that_in_another() throws Exception {
        Segment one = segment(1);
        Segment two = segment(2);
        StoredRecord record = new StoredRecord(7, Topic.of("a"), 0, 1, one, 1, 10);

        CompletableFuture<Void> mover = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < MOVES; i++) {
                record.move(two, 2);
                record.move(one, 1);
            }
        });
        long seen = 0;
        while (!mover.isDone() || seen == 0) {
            StoredRecord.Place place = record.place();
            if (place != null) {
                seen++;
                assertThat((long) place.offset()).isEqualTo(place.segment().base());
            }
        }
        mover.get(1, TimeUnit.MINUTES);
        one.close();
        two.close();
    }
}
