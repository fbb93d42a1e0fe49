package dev.crier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("However reads cut a stream,")
class StreamDecodingTest {

    private static final int RUN = 0xbeef;

    /** Feeds bytes in pieces of these lengths, again and again. */
    private static void inPieces(byte[] bytes, List<Integer> lengths, ByteSink to) {
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int end = Math.min(bytes.length, at + lengths.get(i % lengths.size()));
            byte[] piece = new byte[end - at + 4]; // neither the array's beginning nor its end is the piece's
            System.arraycopy(bytes, at, piece, 2, end - at);
            to.accept(piece, 2, 2 + end - at);
            at = end;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String chunked(String text, int size) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < text.length(); at += size) {
            String chunk = text.substring(at, Math.min(text.length(), at + size));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append(at % 2 == 0 ? ";name=value" : "")
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    private static byte[] payload(Payload.Filler filler, int size, int topic, long number, long due) {
        return new Payload(filler, size, RUN).of(topic, number, due).clone();
    }

    @Property(tries = 300)
    @Label("chunks are taken off")
    void chunks(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 50) int chunk) {
        String text = "data: ~x\n\n".repeat(12);
        StringBuilder got = new StringBuilder();
        Dechunker dechunker = new Dechunker();
        inPieces(
                bytes(chunked(text, chunk)),
                lengths,
                (piece, from, to) -> dechunker.feed(
                        piece,
                        from,
                        to,
                        (b, start, end) -> got.append(new String(b, start, end - start, StandardCharsets.UTF_8))));

        assertThat(got).hasToString(text);
        assertThat(dechunker.ended()).isTrue();
    }

    @Property(tries = 300)
    @Label("gzip is inflated: flushed, begun anew, and with whatever its header may hold")
    void gzip(@ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3}); // all optional fields
        stream.writeBytes(new byte[] {3, 0, 1, 2, 3}); // extra
        stream.writeBytes(bytes("name\0comment\0"));
        stream.writeBytes(new byte[] {0, 0}); // the header's checksum, which nobody checks
        Deflater deflater = new Deflater(6, true);
        byte[] block = new byte[4_096];
        deflater.setInput(bytes("data: flushed\n\n"));
        stream.write(block, 0, deflater.deflate(block, 0, block.length, Deflater.SYNC_FLUSH));
        deflater.setInput(bytes("data: finished\n\n"));
        deflater.finish();
        stream.write(block, 0, deflater.deflate(block));
        deflater.end();
        stream.writeBytes(new byte[8]); // the trailer
        try (GZIPOutputStream second = new GZIPOutputStream(stream)) {
            second.write(bytes("data: again\n\n"));
        }
        StringBuilder got = new StringBuilder();
        try (Gunzip gunzip = new Gunzip(new byte[7])) {
            inPieces(
                    stream.toByteArray(),
                    lengths,
                    (piece, from, to) -> gunzip.feed(
                            piece,
                            from,
                            to,
                            (b, start, end) -> got.append(new String(b, start, end - start, StandardCharsets.UTF_8))));
        }

        assertThat(got).hasToString("data: flushed\n\ndata: finished\n\ndata: again\n\n");
    }

    @Property(tries = 300)
    @Label("zstd is decoded: flushed, closed and begun anew, longer than the buffers, and without an end")
    void zstd(@ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths) throws IOException {
        String repeated = "data: again\n\n".repeat(20);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (ZstdOutputStream first = new ZstdOutputStream(stream)) {
            first.write(bytes("data: flushed\n\n"));
            first.flush();
            first.write(bytes("data: finished\n\n"));
        }
        ZstdOutputStream second = new ZstdOutputStream(stream);
        second.write(bytes(repeated));
        second.flush();
        byte[] endless = stream.toByteArray();
        second.close();
        StringBuilder got = new StringBuilder();
        try (Decoder decoder = new Unzstd(ByteBuffer.allocateDirect(11), ByteBuffer.allocateDirect(7), new byte[7])) {
            inPieces(
                    endless,
                    lengths,
                    (piece, from, to) -> decoder.feed(
                            piece,
                            from,
                            to,
                            (b, start, end) -> got.append(new String(b, start, end - start, StandardCharsets.UTF_8))));
        }

        assertThat(got).hasToString("data: flushed\n\ndata: finished\n\n" + repeated);
    }

    @Test
    @DisplayName("what isn't compressed as was said is told")
    void otherwise() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        try (Decoder gunzip = new Gunzip(new byte[16]);
                Decoder unzstd = new Unzstd(buffer, buffer.duplicate(), new byte[16])) {
            for (Decoder decoder : List.of(gunzip, unzstd)) {
                assertThatThrownBy(() -> decoder.feed(bytes("data: x"), 0, 7, (b, from, to) -> {}))
                        .isInstanceOf(BenchException.class)
                        .hasMessageContaining("server");
            }
        }
    }

    @Property(tries = 300)
    @Label("every marker is found, and nothing else")
    void markers(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 100) Integer> lengths,
            @ForAll Payload.Filler filler,
            @ForAll @IntRange(min = 60, max = 300) int size) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            stream.writeBytes(bytes("id: ~~c~\ndata: "));
            stream.writeBytes(payload(filler, size, i, 1_000_000_000L * i, -i));
            stream.writeBytes(bytes("\n\n"));
            sent.add(i + " " + 1_000_000_000L * i + " " + -i);
        }
        byte[] anotherRun = new Payload(filler, size, RUN + 1).of(1, 1, 1);
        stream.writeBytes(anotherRun);
        List<String> got = new ArrayList<>();
        MarkerScanner scanner = new MarkerScanner(RUN, new Payload(filler, size, RUN).rest());
        inPieces(
                stream.toByteArray(),
                lengths,
                (piece, from, to) -> scanner.scan(
                        piece, from, to, (topic, number, due) -> got.add(topic + " " + number + " " + due)));

        assertThat(got).isEqualTo(sent);
    }

    @Property(tries = 300)
    @Label("an event counts, and its id is a place to come back to, once its block is complete")
    void blocks(
            @ForAll @IntRange(min = 0, max = 400) int cut,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths,
            @ForAll boolean carriageReturns) {
        String first = "event: tick\ndata: "
                + new String(payload(Payload.Filler.TEXT, 50, 0, 0, 1), StandardCharsets.UTF_8) + "\nid: one\n\n";
        String second = ":heartbeat\n\ndata: "
                + new String(payload(Payload.Filler.TEXT, 50, 0, 1, 1), StandardCharsets.UTF_8) + "\nid: two\n\n";
        String end = carriageReturns ? "\r\n" : "\n";
        String whole = (first + second).replace("\n", end);
        int firstEnds = first.replace("\n", end).length() - (carriageReturns ? 1 : 0);
        int allEnds = whole.length() - (carriageReturns ? 1 : 0);
        int length = Math.min(cut, whole.length());
        List<Long> got = new ArrayList<>();
        EventBlocks blocks = new EventBlocks(RUN, Optional.of("zero"), (topic, number, due) -> got.add(number));
        inPieces(bytes(whole.substring(0, length)), lengths, blocks::feed);

        int complete = length >= allEnds ? 2 : length >= firstEnds ? 1 : 0;
        assertThat(got).isEqualTo(List.of(0L, 1L).subList(0, complete));
        assertThat(blocks.lastId()).contains(List.of("zero", "one", "two").get(complete));
    }

    @Test
    @DisplayName("data is just as long as it should be, and JSON is JSON")
    void payloads() {
        for (int size = Payload.Filler.JSON.least(); size < 400; size++) {
            byte[] json = payload(Payload.Filler.JSON, size, 1, 2, 3);
            assertThat(json).hasSize(size);
            assertThat(Report.read(new String(json, StandardCharsets.UTF_8))
                            .path("note")
                            .isTextual())
                    .isTrue();
        }
        assertThat(payload(Payload.Filler.TEXT, 100, 1, 2, 3)).hasSize(100);
    }

    @Property(tries = 200)
    @Label("an answer is complete where its length, its last chunk or nothing ends it")
    void answers(@ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 40) Integer> lengths) {
        for (String said : List.of(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")) {
            HttpAnswer answer = new HttpAnswer();
            List<Boolean> complete = new ArrayList<>();
            inPieces(bytes(said), lengths, (piece, from, to) -> complete.add(answer.feed(piece, from, to)));

            assertThat(complete.get(complete.size() - 1)).isTrue();
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.text()).isEqualTo("body");
        }
        HttpAnswer empty = new HttpAnswer();
        byte[] noContent = bytes("HTTP/1.1 204 No Content\r\n\r\n");
        assertThat(empty.feed(noContent, 0, noContent.length)).isTrue();
    }
}
