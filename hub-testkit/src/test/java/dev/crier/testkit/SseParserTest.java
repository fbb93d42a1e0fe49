package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.testkit.SseParser.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parser reads streams as WHATWG HTML, section 9.2, says; its examples are the section's and our own. */
class SseParserTest {

    private final SseParser parser = new SseParser();

    private List<Message> parse(String text) {
        return parser.feed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Message message(String data) {
        return new Message("message", data, "");
    }

    @Test
    void lines_of_data_are_joined_by_a_line_feed() {
        assertThat(parse("data: YHOO\ndata: +2\ndata: 10\n\n")).containsExactly(message("YHOO\n+2\n10"));
    }

    @Test
    void lines_end_with_a_carriage_return_a_line_feed_or_both() {
        assertThat(parse("data: a\rdata: b\r\ndata: c\n\ndata: d\r\rdata: e\r\n\r\n"))
                .containsExactly(message("a\nb\nc"), message("d"), message("e"));
    }

    @Test
    void a_line_feed_in_the_next_chunk_belongs_to_the_carriage_return_before_it() {
        List<Message> all = new ArrayList<>(parse("data: a\r"));
        all.addAll(parse("\ndata: b\r\n\r"));
        all.addAll(parse("\ndata: c\n\n"));
        assertThat(all).containsExactly(message("a\nb"), message("c"));
    }

    @Test
    void one_space_after_the_colon_is_not_part_of_the_value() {
        assertThat(parse("data:test\n\ndata: test\n\ndata:  test\n\n"))
                .containsExactly(message("test"), message("test"), message(" test"));
    }

    @Test
    void a_field_without_a_colon_has_an_empty_value_and_a_block_without_data_is_no_event() {
        assertThat(parse("data\n\ndata\ndata\n\n")).containsExactly(message(""), message("\n"));
        assertThat(parse("event: lonely\n\n")).isEmpty();
        assertThat(parse("data:")).isEmpty();
    }

    @Test
    void comments_and_unknown_fields_are_ignored() {
        assertThat(parse(": a comment\n\n:\nfoo: bar\nDATA: loud\n data: indented\ndata: x\n\n"))
                .containsExactly(message("x"));
        assertThat(parser.comments()).isEqualTo(2);
    }

    @Test
    void the_type_counts_for_one_block_alone() {
        assertThat(parse("event: add\ndata: 1\n\ndata: 2\n\nevent: lost\n\ndata: 3\n\n"))
                .containsExactly(new Message("add", "1", ""), message("2"), message("3"));
    }

    @Test
    void an_id_counts_until_the_next_and_from_the_end_of_its_block() {
        assertThat(parse("id: 1\ndata: a\n\ndata: b\n\n"))
                .containsExactly(new Message("message", "a", "1"), new Message("message", "b", "1"));
        assertThat(parse("id: 2\ndata: c\n")).isEmpty();
        assertThat(parser.lastEventId()).isEqualTo("1");
        assertThat(parse("\n")).containsExactly(new Message("message", "c", "2"));
        parse("id: 3\n\n");
        assertThat(parser.lastEventId()).as("a block with an id alone").isEqualTo("3");
        parse("id: 4\0\nid\n\n");
        assertThat(parser.lastEventId()).as("an empty id resets it").isEmpty();
        parse("id: 5\nid: 6\0\n\n");
        assertThat(parser.lastEventId()).as("an id with a NUL is ignored").isEqualTo("5");
    }

    @Test
    void a_reconnection_time_is_digits_alone() {
        parse("retry: 1500\n");
        parse("retry: 10s\nretry: -1\nretry:\nretry: \u0661\n");
        assertThat(parser.reconnectionTime()).hasValue(1500);
    }

    @Test
    void one_byte_order_mark_at_the_very_beginning_is_dropped() {
        assertThat(parse("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).containsExactly(message("a"));
        assertThat(new SseParser().feed("\uFEFF\uFEFFdata: a\n\n".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void a_character_may_come_in_pieces_and_bytes_that_are_none_are_replaced() {
        byte[] bytes = "data: \uD83D\uDCE3\n\n".getBytes(StandardCharsets.UTF_8);
        List<Message> all = new ArrayList<>();
        for (byte one : bytes) {
            all.addAll(parser.feed(new byte[] {one}));
        }
        assertThat(all).containsExactly(message("\uD83D\uDCE3"));
        byte[] broken = "data: X\n\n".getBytes(StandardCharsets.UTF_8);
        broken[6] = (byte) 0xFF;
        assertThat(parser.feed(broken)).containsExactly(message("\uFFFD"));
    }

    @Test
    void what_the_stream_leaves_unfinished_is_never_dispatched() {
        assertThat(parse("data: a\n\nid: 9\ndata: b\n")).containsExactly(message("a"));
        assertThat(parser.lastEventId()).isEmpty();
    }

    @Test
    void a_client_that_comes_back_has_its_id_until_the_next() {
        SseParser resumed = new SseParser("7");
        assertThat(resumed.feed("data: a\n\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new Message("message", "a", "7"));
    }
}
