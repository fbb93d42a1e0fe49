package dev.crier.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.server.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is posted as a batch: its lines are the same however it arrives, and each is an event, which reads back as it is
 * written, or is refused as the client's fault.
 */
class BatchLineFuzzTest {

    private static final int LONGEST = 4_096;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"topic\":\"a/b\",\"type\":\"t\",\"key\":\"k\",\"data\":\"x\"}\n{\"topic\":\"a/b\",\"data\":[1]}",
                        "{\"topic\":\"a\",\"data\":{\"x\" : [1.50, -0, 1e400, \"\\u0041\"]}}",
                        "{\"data\":12345678901234567890123456789.0,\"topic\":\"a\",\"id\":\"e-1\",\"time\":null}",
                        "{\"topic\":\"a\",\"data\":\"\\ud83d\\ude00\\u0000\\u2028\"}\r\n\n \t\n",
                        "{\"topic\":\"a\",\"data\":\"\\ud800\"}",
                        "{\"topic\":\"a\",\"topic\":\"b\",\"data\":1}",
                        "{\"topic\":\"a\",\"data\":" + "[".repeat(1_100),
                        "{\"topic\":\"a\",\"data\":1} {}",
                        "{\"topic\":\"hub/x\",\"type\":\"hub.gap\",\"data\":1}",
                        "[]\nnull\n1\n\"\"\n{\n}\n\u0000",
                        "\ufeff{\"topic\":\"a\",\"data\":true}",
                        "x".repeat(LONGEST + 1) + "\ny")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void each_line_is_an_event_or_the_fault_of_its_sender(byte[] body) {
        List<byte[]> lines = lines(body, body.length);
        assertThat(lines(body, 7)).usingRecursiveComparison().isEqualTo(lines);
        EventDraft last = null;
        for (byte[] line : lines) {
            try {
                last = BatchLine.parse(line, IdempotencyKey.NONE, last);
            } catch (RuntimeException refused) {
                assertThat(Problem.of(refused)).as("the problem of " + refused).hasValueSatisfying(problem -> {
                    assertThat(problem.status()).isEqualTo(400);
                    assertThat(problem.json().encode()).doesNotContain("\n");
                });
                continue;
            }
            assertThat(BatchLine.parse(written(last), IdempotencyKey.NONE, null))
                    .isEqualTo(last);
        }
    }

    private static byte[] written(EventDraft draft) {
        return new JsonObject()
                .put("topic", draft.topic().path())
                .put("type", draft.type())
                .put("key", draft.key())
                .put("data", draft.data())
                .encode()
                .getBytes(UTF_8);
    }

    /** The lines of a body that comes in pieces of so many bytes. */
    private static List<byte[]> lines(byte[] body, int piece) {
        List<byte[]> lines = new ArrayList<>();
        Lines cutter = new Lines(LONGEST, new Lines.Listener() {
            @Override
            public void line(Buffer line) {
                lines.add(line.getBytes());
            }

            @Override
            public void tooLong() {
                lines.add("too long".getBytes(UTF_8));
            }
        });
        for (int start = 0; start < body.length; start += piece) {
            cutter.add(Buffer.buffer(body).slice(start, Math.min(body.length, start + piece)));
        }
        cutter.end();
        return lines;
    }
}
