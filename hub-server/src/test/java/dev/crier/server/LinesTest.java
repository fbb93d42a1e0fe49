package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class LinesTest {

    private static final int MOST = 5;

    private static List<String> cut(List<String> pieces) {
        List<String> lines = new ArrayList<>();
        Lines cutter = new Lines(MOST, new Lines.Listener() {
            @Override
            public void line(Buffer line) {
                lines.add(line.toString());
            }

            @Override
            public void tooLong() {
                lines.add("<too long>");
            }
        });
        pieces.forEach(piece -> cutter.add(Buffer.buffer(piece)));
        cutter.end();
        return lines;
    }

    @Property
    void however_text_arrives_its_lines_are_the_same(
            @ForAll @Size(max = 20) List<@StringLength(max = 8) @CharRange(from = 'a', to = 'b') String> lines,
            @ForAll boolean lastFeed,
            @ForAll @IntRange(min = 1, max = 7) int step) {
        String text = String.join("\n", lines) + (lastFeed && !lines.isEmpty() ? "\n" : "");
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < text.length(); i += step) {
            pieces.add(text.substring(i, Math.min(text.length(), i + step)));
        }
        // An empty last line without a feed is no line.
        Stream<String> expected = lines.stream()
                .limit(
                        !lastFeed
                                        && !lines.isEmpty()
                                        && lines.get(lines.size() - 1).isEmpty()
                                ? lines.size() - 1
                                : lines.size());
        assertThat(cut(pieces))
                .isEqualTo(expected.map(line -> line.length() > MOST ? "<too long>" : line)
                        .collect(Collectors.toList()));
    }
}
