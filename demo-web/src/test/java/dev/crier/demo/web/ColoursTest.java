package dev.crier.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contrast of the page's colours, by the formula of WCAG 2.2 ("contrast ratio", "relative luminance"). */
@DisplayName("The colours of the demo page")
class ColoursTest {

    private static final String CSS =
            new String(DemoPage.resources().get("/demo/style.css").bytes(), UTF_8);

    static Stream<Arguments> texts() {
        return inBothSchemes(
                "text ground, text surface, text sunken, text warn-ground, muted ground, muted surface, muted sunken, "
                        + "muted warn-ground, accent ground, accent surface, accent sunken, on-accent accent, "
                        + "good surface, good sunken, good good-ground, bad surface, bad sunken, bad bad-ground, "
                        + "warn surface, warn sunken, warn warn-ground, info surface, info sunken, info info-ground");
    }

    static Stream<Arguments> shapes() {
        return inBothSchemes("control surface, control ground, chart-line surface");
    }

    @ParameterizedTest(name = "{0}: {1} on {2}")
    @MethodSource("texts")
    @DisplayName("let text be read (4.5 to 1)")
    void textsAreReadable(String scheme, String front, String back) {
        assertThat(contrast(scheme, front, back)).isGreaterThanOrEqualTo(4.5);
    }

    @ParameterizedTest(name = "{0}: {1} on {2}")
    @MethodSource("shapes")
    @DisplayName("let controls and lines be seen (3 to 1)")
    void shapesAreVisible(String scheme, String front, String back) {
        assertThat(contrast(scheme, front, back)).isGreaterThanOrEqualTo(3);
    }

    private static Stream<Arguments> inBothSchemes(String pairs) {
        return Stream.of("light", "dark")
                .flatMap(scheme -> Stream.of(pairs.split(", "))
                        .map(pair -> pair.split(" "))
                        .map(pair -> Arguments.of(scheme, pair[0], pair[1])));
    }

    private static double contrast(String scheme, String front, String back) {
        Map<String, String> colours = colours(scheme);
        double a = luminance(colours.get(front));
        double b = luminance(colours.get(back));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static Map<String, String> colours(String scheme) {
        String block = CSS.substring(CSS.indexOf("color-scheme: " + scheme + ";"));
        Map<String, String> colours = new HashMap<>();
        Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});")
                .matcher(block.substring(0, block.indexOf('}')))
                .results()
                .forEach(match -> colours.put(match.group(1), match.group(2)));
        return colours;
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
    }

    private static double channel(String colour, int at) {
        double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
