package dev.crier.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.demo.web.DemoPage.Resource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The demo page")
class DemoPageTest {

    /** What the server answers itself below the page's folder. */
    private static final Set<String> SERVER_PATHS = Set.of("/demo/activity", "/demo/lab/");

    private static final Map<String, Resource> RESOURCES = DemoPage.resources();

    static Stream<String> modules() {
        return DemoPage.FILES.stream().filter(file -> file.endsWith(".js"));
    }

    @Test
    @DisplayName("lists each file of its folder, and no other")
    void listsItsFolder() throws Exception {
        assertThat(folder()).containsExactlyInAnyOrderElementsOf(DemoPage.FILES);
    }

    @Test
    @DisplayName("is at / and at /demo/index.html, each file with its content type")
    void hasContentTypes() {
        assertThat(RESOURCES.get("/").bytes())
                .isEqualTo(RESOURCES.get("/demo/index.html").bytes());
        assertThat(RESOURCES.get("/").contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(RESOURCES.get("/demo/app.js").contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(RESOURCES.get("/demo/chart.js").contentType()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(RESOURCES.get("/demo/style.css").contentType()).isEqualTo("text/css; charset=utf-8");
        assertThat(RESOURCES.get("/demo/favicon.svg").contentType()).isEqualTo("image/svg+xml");
    }

    @Test
    @DisplayName("serves the build of Chart.js that a plain script element can load")
    void servesChartJs() {
        assertThat(text("/demo/chart.js")).startsWith("/*!\n * Chart.js v").contains(".Chart=");
    }

    @Test
    @DisplayName("has no inline script, style or handler, which its policy forbids")
    void hasNothingInline() {
        assertThat(text("/"))
                .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:")
                .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
                .doesNotContainPattern("<script[^>]*>\\s*[^<\\s]");
    }

    @Test
    @DisplayName("refers to nothing but its own files and its own elements")
    void refersToItself() {
        String html = text("/");
        Set<String> ids = matches("\\sid=\"([^\"]+)\"", html);
        assertThat(matches("(?:href|src|action)=\"([^\"]+)\"", html)).allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(ids).contains(reference.substring(1));
            } else {
                assertThat(RESOURCES).containsKey(reference);
            }
        });
        assertThat(matches("(?:for|aria-labelledby|aria-describedby)=\"([^\"]+)\"", html).stream()
                        .flatMap(names -> Stream.of(names.split(" "))))
                .isSubsetOf(ids);
        assertThat(text("/demo/style.css")).doesNotContain("@import", "url(");
        assertThat(text("/demo/favicon.svg")).doesNotContain("<script", "<style", "href=");
    }

    @Test
    @DisplayName("has each id once")
    void hasUniqueIds() {
        assertThat(Pattern.compile("\\sid=\"([^\"]+)\"").matcher(text("/")).results())
                .extracting(match -> match.group(1))
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("preloads each module, so that they don't load one after the other")
    void preloadsModules() {
        assertThat(matches("<link rel=\"modulepreload\" href=\"([^\"]+)\"", text("/")))
                .containsExactlyInAnyOrderElementsOf(modules()
                        .filter(Predicate.not("app.js"::equals))
                        .map(module -> "/demo/" + module)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    @DisplayName("has modules that import only each other and ask only this hub")
    void modulesStayHere(String module) {
        String script = text("/demo/" + module);
        assertThat(matches("(?:from|import) \"([^\"]+)\"", script)).allSatisfy(imported -> {
            assertThat(imported).startsWith("./");
            assertThat(DemoPage.FILES).contains(imported.substring(2));
        });
        assertThat(matches("[\"`](/demo/[^\"`$]*)", script)).isSubsetOf(SERVER_PATHS);
        assertThat(script).doesNotContain("http://", "https://", "import(");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    @DisplayName("has modules that never turn text into markup or code, so that hostile events stay text")
    void modulesSetTextOnly(String module) {
        assertThat(text("/demo/" + module))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser")
                .doesNotContain("createContextualFragment", "setHTMLUnsafe", "eval(", "new Function", "cssText")
                .doesNotContain("setAttribute(\"style\"", "setAttribute(\"on", "srcdoc");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    @DisplayName("has the elements that its modules look for")
    void modulesFindTheirElements(String module) {
        Set<String> ids = matches("\\sid=\"([^\"]+)\"", text("/"));
        assertThat(matches("byId\\(\"([^\"]+)\"\\)", text("/demo/" + module))).isSubsetOf(ids);
    }

    @Test
    @DisplayName("names itself, its language and its viewport, and has words for browsers without scripts")
    void hasItsMetadata() {
        assertThat(text("/"))
                .startsWith("<!doctype html>\n<html lang=\"en\">")
                .contains("<meta charset=\"utf-8\"", "<title>", "name=\"viewport\"", "name=\"description\"")
                .contains("rel=\"icon\"", "<noscript>", "class=\"skip-link\"", "<main", "<header", "<footer");
    }

    private static Set<String> folder() throws URISyntaxException, IOException {
        Path page = Path.of(DemoPage.class.getResource("index.html").toURI());
        try (Stream<Path> files = Files.list(page.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".class"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text(String path) {
        return new String(RESOURCES.get(path).bytes(), UTF_8);
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
