package dev.crier.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ChunkFramesTest {

    private final ChunkFrames frames = new ChunkFrames();

    private ByteBuf chunk(Buffer bytes) {
        return frames.chunk(bytes, UnpooledByteBufAllocator.DEFAULT);
    }

    @Test
    void a_chunk_is_its_size_in_hexadecimal_and_its_bytes_each_with_a_line_end() {
        assertThat(chunk(Buffer.buffer("data: \u2603\n\n")).toString(UTF_8)).isEqualTo("b\r\ndata: \u2603\n\n\r\n");
        String big = "x".repeat(0x1234);
        assertThat(chunk(Buffer.buffer(big)).toString(UTF_8)).isEqualTo("1234\r\n" + big + "\r\n");
    }

    @Test
    void the_same_buffer_is_framed_once_for_all_and_read_by_each_alone() {
        Buffer bytes = Buffer.buffer("shared");
        ByteBuf one = chunk(bytes);
        ByteBuf other = chunk(bytes);
        assertThat(one.memoryAddress()).isEqualTo(other.memoryAddress());
        one.skipBytes(one.readableBytes());
        assertThat(other.toString(UTF_8)).isEqualTo("6\r\nshared\r\n");
    }

    @Test
    void an_equal_buffer_is_another_one() {
        assertThat(chunk(Buffer.buffer("a")).memoryAddress())
                .isNotEqualTo(chunk(Buffer.buffer("a")).memoryAddress());
    }

    @Test
    void a_frame_is_freed_when_the_last_connection_has_written_it_and_the_next_one_has_come() {
        Buffer bytes = Buffer.buffer("short-lived");
        ByteBuf one = chunk(bytes);
        ByteBuf other = chunk(bytes);
        one.release();
        ByteBuf next = chunk(Buffer.buffer("next"));
        assertThat(other.refCnt()).isEqualTo(1);
        other.release();
        assertThat(other.refCnt()).isZero();
        frames.clear();
        assertThat(next.refCnt()).isEqualTo(1);
        next.release();
        assertThat(next.refCnt()).isZero();
    }
}
