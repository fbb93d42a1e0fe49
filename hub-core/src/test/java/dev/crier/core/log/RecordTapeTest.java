package dev.crier.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RecordTapeTest {

    private record At(long position) implements Kept {

        @Override
        public Topic topic() {
            return Topic.of("a");
        }

        @Override
        public long cost() {
            return 1;
        }

        @Override
        public long time() {
            return 0;
        }
    }

    private static At at(long position) {
        return new At(position);
    }

    private static List<Long> read(RecordTape.View<At> view, long after) {
        List<Long> positions = new ArrayList<>();
        for (int i = view.after(after); i < view.end(); i++) {
            At log = view.at(i);
            if (log != null) {
                positions.add(log.position());
            }
        }
        return positions;
    }

    @Property(tries = 300)
    void it_holds_what_was_appended_and_not_taken_out_in_order(@ForAll Random random) {
        RecordTape<At> tape = new RecordTape<>();
        TreeMap<Long, At> model = new TreeMap<>();
        long position = 0;
        for (int turn = 0; turn < 200; turn++) {
            if (random.nextInt(3) > 0) {
                position += 1 + random.nextInt(3);
                tape.append(at(position));
                model.put(position, at(position));
            } else {
                long gone = random.nextInt((int) position + 2);
                tape.remove(gone);
                model.remove(gone);
            }
            assertThat(tape.size()).isEqualTo(model.size());
            At first = tape.first();
            assertThat(first == null ? 0 : first.position()).isEqualTo(model.isEmpty() ? 0 : model.firstKey());
            long after = random.nextInt((int) position + 2);
            assertThat(read(tape.view(), after))
                    .containsExactlyElementsOf(model.tailMap(after, false).keySet());
        }
    }

    @Example
    void a_tape_that_was_long_and_is_not_any_more_gives_its_arrays_back() {
        RecordTape<At> tape = new RecordTape<>();
        for (long position = 1; position <= 1_000; position++) {
            tape.append(at(position));
        }
        for (long position = 1; position < 1_000; position++) {
            tape.remove(position);
        }
        assertThat(tape.view().positions().length).isLessThan(16);
        tape.remove(1_000);
        assertThat(tape.view().positions()).isEmpty();
        tape.append(at(1_001));
        assertThat(read(tape.view(), 0)).containsExactly(1_001L);
    }

    @Example
    void a_reader_beside_the_writer_sees_all_that_is_kept_while_it_reads() throws Exception {
        RecordTape<At> tape = new RecordTape<>();
        AtomicLong newest = new AtomicLong();
        AtomicLong evicted = new AtomicLong();
        Thread writer = new Thread(() -> {
            for (long position = 1; position <= 200_000; position++) {
                tape.append(at(position));
                newest.set(position);
                if (position > 100) {
                    evicted.set(position - 100);
                    tape.remove(position - 100);
                }
            }
        });
        writer.start();
        while (writer.isAlive()) {
            long head = newest.get();
            List<Long> seen = read(tape.view(), 0);
            long gone = evicted.get();
            List<Long> kept = seen.stream()
                    .filter(position -> position > gone && position <= head)
                    .toList();
            assertThat(kept).hasSize((int) Math.max(0, head - gone));
        }
        writer.join();
    }
}
