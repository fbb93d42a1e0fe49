package dev.crier.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Property
    void what_a_form_encodes_is_what_was_meant(@ForAll String name, @ForAll String value) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(name + value)) {
            Target target = Target.of("/", encode(name) + "=" + encode(value) + "&other=1");
            assertThat(target.all(name)).contains(value);
        }
    }

    @Property
    void a_path_is_decoded_as_a_whole(@ForAll String text) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            Target target = Target.of("/events/" + encode(text).replace("+", "%20"), null);
            assertThat(target.after("/events/")).isEqualTo(text);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void a_plus_is_a_space_in_a_query_alone() {
        assertThat(Target.of("/a+b", "x=a+b").after("/")).isEqualTo("a+b");
        assertThat(Target.of("/", "x=a+b").all("x")).containsExactly("a b");
    }

    @Test
    void values_are_kept_in_order_and_the_last_counts_where_one_is_wanted() {
        Target target = Target.of("/", "a=1&b&a=2&a=&&c=%3D");
        assertThat(target.all("a")).isEqualTo(List.of("1", "2", ""));
        assertThat(target.one("a")).isEmpty();
        assertThat(target.one("b")).isEmpty();
        assertThat(target.one("c")).contains("=");
        assertThat(target.one("d")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%2",
                "%g0",
                "%0g",
                "a%",
                "%-1",
                "%c3%28",
                "%ff",
                "%ed%a0%80",
                "%c0%80",
                "\u00e9",
                "a b",
                "\u0001"
            })
    void what_is_not_encoded_as_it_must_be_is_refused(String text) {
        assertThatThrownBy(() -> Target.of("/" + text, null).after("/")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Target.of("/", "x=" + text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void a_number_is_bounded_and_never_overflows() {
        assertThat(Target.of("/", "n=7").number("n", 0, 100)).contains(7);
        assertThat(Target.of("/", "n=00000000000007").number("n", 0, 100)).contains(7);
        assertThat(Target.of("/", "n=99999999999999999999").number("n", 0, 100)).contains(100);
        assertThat(Target.of("/", "n=").number("n", 0, 100)).isEmpty();
        for (String bad : new String[] {"-1", "1.5", "x", "1e3", "%20", "0x1", "\u0661"}) {
            assertThatThrownBy(() -> Target.of("/", "n=" + encode(bad)).number("n", 0, 100))
                    .isInstanceOf(ProblemException.class);
        }
    }
}
