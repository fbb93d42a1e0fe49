package dev.crier.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.crier.core.engine.ContentCoding;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a request's target and in the headers that the hub reads itself: it is understood, or it is a 400. */
class RequestHeadFuzzTest {

    private static final List<String> OFFERS = List.of("text/event-stream", "application/x-ndjson");

    private static final List<ContentCoding> CODINGS = List.of(ContentCoding.ZSTD, ContentCoding.GZIP);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "/events/stocks%2FACME\ntopic=a&topic=b%20c&replay=3&lastEventId=x-1",
                        "/events/%c3%a4\nlimit=0000000000000000000000001",
                        "/events/%\n%=%zz&&&=&a",
                        "/events/+%2B\nreplay=99999999999999999999&x=+",
                        "text/event-stream;q=0.5, */*;q=0\ngzip;q=0.3, identity",
                        "text/*;q=1.0000;;;q=,\nx-gzip,zstd;q=1.0000,*;q=0",
                        "Sun, 22 Nov 2026 12:00:00 GMT\n\"a\", W/\"b\", *")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    @MethodSource("seeds")
    @FuzzTest
    void a_head_is_understood_or_refused_with_400(byte[] bytes) {
        String[] lines = new String(bytes, ISO_8859_1).split("\n", 2);
        String first = lines[0];
        String second = lines.length > 1 ? lines[1] : "";
        try {
            Target target = Target.of(first, second);
            assertThat(target.path()).isEqualTo(first);
            target.one("topic")
                    .ifPresent(topic -> assertThat(target.all("topic")).endsWith(topic));
            target.number("replay", 0, 1_000)
                    .ifPresent(number -> assertThat(number).isBetween(0, 1_000));
            target.number("limit", 1, 1_000)
                    .ifPresent(number -> assertThat(number).isBetween(1, 1_000));
            assertThat(target.after("/events/")).hasSizeLessThanOrEqualTo(first.length());
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(400, 404);
        }
        Accept.best(List.of(first, second), OFFERS)
                .ifPresent(type -> assertThat(OFFERS).contains(type));
        ContentCoding coding = AcceptEncoding.best(List.of(first, second), CODINGS);
        if (coding == ContentCoding.ZSTD) {
            assertThat((first + "," + second).toLowerCase(Locale.ROOT)).contains(coding.token());
        }
        EntityTag.named("a").matches(List.of(first, second));
        HttpDate.parse(first)
                .ifPresent(time ->
                        assertThat(HttpDate.parse(HttpDate.format(time))).contains(time));
    }
}
