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
    void the_same_buffer_is_framed_once_for_all_even_in_turn_with_its_other_forms() {
        Buffer bytes = Buffer.buffer("shared");
        Buffer form = Buffer.buffer("form");
        ByteBuf one = chunk(bytes);
        chunk(form);
        assertThat(chunk(bytes)).isSameAs(one);
    }

    @Test
    void an_equal_buffer_is_another_one() {
        assertThat(chunk(Buffer.buffer("a")).memoryAddress())
                .isNotEqualTo(chunk(Buffer.buffer("a")).memoryAddress());
    }

    @Test
    void a_frame_is_freed_when_the_last_connection_has_written_it_and_enough_others_have_come() {
        ByteBuf one = chunk(Buffer.buffer("short-lived"));
        ByteBuf unwritten = one.retainedSlice();
        ByteBuf last = one;
        for (int i = 0; i < ChunkFrames.KEPT; i++) {
            last = chunk(Buffer.buffer("next"));
        }
        assertThat(one.refCnt()).isEqualTo(1);
        unwritten.release();
        assertThat(one.refCnt()).isZero();
        frames.clear();
        assertThat(last.refCnt()).isZero();
    }
}
