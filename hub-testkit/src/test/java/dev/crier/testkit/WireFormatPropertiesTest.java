package dev.crier.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crier.core.Event;
import dev.crier.core.EventDraft;
import dev.crier.core.EventId;
import dev.crier.core.Topic;
import dev.crier.core.engine.Gap;
import dev.crier.core.engine.WireFormat;
import dev.crier.testkit.SseParser.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Frames say exactly what was published, to a parser that was written from the standard and not from the frames. */
class WireFormatPropertiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final EventId PLACE = new EventId("e0", 0);

    /** An event at its place. */
    record Placed(EventId id, Event event) {}

    // ---- what is sent

    /** Whole Unicode without half pairs, with what matters to the format far more often than chance would have it. */
    private static Arbitrary<String> text() {
        Arbitrary<String> special = Arbitraries.of(
                "\n",
                "\r",
                "\r\n",
                "\n\n",
                " ",
                ":",
                ": ",
                "\0",
                "\uFEFF",
                "\u2028",
                "\u0085",
                "\\",
                "\"",
                "data: ",
                "id: forged\n\n",
                "event: hub.gap\n",
                "\uD83D\uDCE3",
                "\uD800\uDC00",
                "\uFFFF",
                "{",
                "}\n");
        Arbitrary<String> any = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString);
        return Arbitraries.frequencyOf(
                        Tuple.of(3, special),
                        Tuple.of(2, any),
                        Tuple.of(3, Arbitraries.strings().ascii().ofMaxLength(9)))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<String> name() {
        return text().map(text -> text.replaceAll("[\r\n\0]", ""))
                .map(text -> text.substring(
                        0, text.offsetByCodePoints(0, Math.min(80, text.codePointCount(0, text.length())))))
                .filter(text -> !text.equals("error") && !text.equals("open") && !text.startsWith("hub"));
    }

    @Provide
    Arbitrary<List<Placed>> events() {
        Arbitrary<EventDraft> drafts = Combinators.combine(
                        text(), name(), name(), Arbitraries.of("a", "stocks/ACME", "a.b_c~d:e@f-g/1"))
                .as((data, type, key, topic) ->
                        EventDraft.of(Topic.of(topic), data).withType(type).withKey(key));
        Arbitrary<Instant> times =
                Arbitraries.longs().between(0, 4_102_444_800_000L).map(Instant::ofEpochMilli);
        Arbitrary<EventId> ids = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .ofMinLength(1)
                                .ofMaxLength(32),
                        Arbitraries.longs().between(1, Long.MAX_VALUE))
                .as(EventId::new);
        return Combinators.combine(drafts, times, ids)
                .as((draft, time, id) -> new Placed(id, Event.of(draft, time)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static byte[] frames(WireFormat format, List<Placed> events) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        events.forEach(placed ->
                stream.writeBytes(format.frame(placed.id(), placed.event()).getBytes()));
        return stream.toByteArray();
    }

    /** What a client gets whom a network gives the bytes in any pieces. */
    private static List<Message> received(byte[] stream, long seed) {
        SseParser parser = new SseParser();
        parser.feed(WireFormat.SSE.checkpoint(PLACE));
        List<Message> messages = new ArrayList<>();
        Random random = new Random(seed);
        int start = 0;
        while (start < stream.length) {
            int end = Math.min(stream.length, start + 1 + random.nextInt(1 + random.nextInt(40)));
            messages.addAll(parser.feed(Arrays.copyOfRange(stream, start, end)));
            start = end;
        }
        return messages;
    }

    private static String withLineFeeds(String data) {
        return data.replace("\r\n", "\n").replace('\r', '\n');
    }

    // ---- what arrives

    @Property(tries = 250)
    void a_parser_gets_the_type_the_data_and_the_id_of_each_event(
            @ForAll("events") List<Placed> events, @ForAll long seed) {
        List<Message> expected = events.stream()
                .map(placed -> new Message(
                        placed.event().type().isEmpty()
                                ? "message"
                                : placed.event().type(),
                        withLineFeeds(placed.event().data()),
                        placed.id().toString()))
                .toList();
        assertThat(received(frames(WireFormat.SSE, events), seed)).isEqualTo(expected);
    }

    @Property(tries = 250)
    void an_envelope_says_all_of_an_event(@ForAll("events") List<Placed> events, @ForAll long seed)
            throws JsonProcessingException {
        List<Message> messages = received(frames(WireFormat.ENVELOPE, events), seed);
        assertThat(messages).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            assertThat(messages.get(i).lastEventId())
                    .isEqualTo(events.get(i).id().toString());
            isTheEnvelopeOf(events.get(i), JSON.readTree(messages.get(i).data()));
        }
    }

    @Property(tries = 250)
    void each_line_is_the_envelope_of_an_event(@ForAll("events") List<Placed> events) throws JsonProcessingException {
        String text = new String(frames(WireFormat.NDJSON, events), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        String[] lines = text.split("\n");
        assertThat(lines).hasSameSizeAs(events);
        for (int i = 0; i < lines.length; i++) {
            isTheEnvelopeOf(events.get(i), JSON.readTree(lines[i]));
        }
    }

    private static void isTheEnvelopeOf(Placed placed, JsonNode envelope) {
        Event event = placed.event();
        List<String> members = new ArrayList<>(List.of("id", "topic"));
        if (!event.type().isEmpty()) {
            members.add("type");
        }
        if (!event.key().isEmpty()) {
            members.add("key");
        }
        members.addAll(List.of("time", "data"));
        assertThat(envelope.fieldNames()).toIterable().containsExactlyElementsOf(members);
        assertThat(envelope.get("id").textValue()).isEqualTo(placed.id().toString());
        assertThat(envelope.get("topic").textValue()).isEqualTo(event.topic().path());
        assertThat(envelope.path("type").asText("")).isEqualTo(event.type());
        assertThat(envelope.path("key").asText("")).isEqualTo(event.key());
        assertThat(envelope.get("data").textValue()).isEqualTo(event.data());
        assertThat(Instant.parse(envelope.get("time").textValue())).isEqualTo(event.time());
        assertThat(envelope.get("time").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Property(tries = 60)
    void a_frame_that_is_cut_at_any_byte_leaves_neither_an_event_nor_an_id(@ForAll("events") List<Placed> events) {
        for (WireFormat format : List.of(WireFormat.SSE, WireFormat.ENVELOPE)) {
            byte[] frame = frames(format, events.subList(0, 1));
            for (int cut = 0; cut < frame.length; cut++) {
                SseParser parser = new SseParser("before");
                assertThat(parser.feed(Arrays.copyOf(frame, cut))).isEmpty();
                assertThat(parser.lastEventId()).as("cut at byte " + cut).isEqualTo("before");
            }
        }
    }

    // ---- the hub's own notices

    @Example
    void a_checkpoint_has_an_id_and_never_reaches_an_onmessage() {
        assertThat(new SseParser().feed(WireFormat.SSE.checkpoint(new EventId("abc", 12))))
                .containsExactly(new Message("hub.checkpoint", "", "abc-12"));
    }

    @Example
    void a_gap_has_no_id_and_says_what_is_missing() throws JsonProcessingException {
        Gap gap = new Gap(Gap.Reason.EXPIRED, List.of("a", "b/c"), 3, "abc-\"1\n", "abc-9");
        SseParser parser = new SseParser("abc-1");
        List<Message> messages = parser.feed(WireFormat.SSE.gap(gap));
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).type()).isEqualTo("hub.gap");
        assertThat(messages.get(0).lastEventId()).isEqualTo("abc-1");
        assertThat(JSON.readTree(messages.get(0).data()))
                .isEqualTo(JSON.readTree("{\"reason\":\"expired\",\"topics\":[\"a\",\"b/c\"],\"more\":3,"
                        + "\"after\":\"abc-\\\"1\\n\",\"resume\":\"abc-9\"}"));
        assertThat(JSON.readTree(WireFormat.NDJSON.gap(gap).toString())
                        .get("control")
                        .textValue())
                .isEqualTo("gap");
    }

    @Example
    void a_heartbeat_is_no_event_and_a_retry_is_a_time() throws JsonProcessingException {
        SseParser parser = new SseParser();
        assertThat(parser.feed(WireFormat.SSE.heartbeat())).isEmpty();
        assertThat(parser.comments()).isEqualTo(1);
        assertThat(parser.feed(WireFormat.SSE.retry(Duration.ofMillis(2_345)))).isEmpty();
        assertThat(parser.reconnectionTime()).hasValue(2_345);
        for (String line : List.of(
                WireFormat.NDJSON.heartbeat().toString(),
                WireFormat.NDJSON.retry(Duration.ofSeconds(1)).toString(),
                WireFormat.NDJSON.checkpoint(PLACE).toString())) {
            assertThat(line).endsWith("\n");
            assertThat(JSON.readTree(line).has("control")).isTrue();
        }
    }

    @Example
    void ids_hold_nothing_that_a_header_could_not() {
        assertThat(new EventId("0123456789abcdefghijklmnopqrstuv", Long.MAX_VALUE).toString())
                .matches("[a-z0-9-]+");
    }
}
