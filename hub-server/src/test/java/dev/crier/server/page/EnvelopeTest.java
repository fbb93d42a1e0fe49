package dev.crier.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.server.NeedsChromium;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@code envelope.js}. */
@NeedsChromium
@DisplayName("What strangers send to the page")
class EnvelopeTest {

    private static PageModules page;

    @BeforeAll
    static void open() throws IOException {
        page = PageModules.open();
    }

    @AfterAll
    static void close() {
        page.close();
    }

    @Test
    @DisplayName("takes envelopes and refuses everything else")
    void readsEnvelopes() {
        String read = "const {parseEnvelope} = await import('/demo/envelope.js');"
                + "return args.map((text) => JSON.stringify(parseEnvelope(text)))";
        assertThat(page.run(
                        read, "{\"id\":\"e-1\",\"topic\":\"a/b\",\"time\":\"1970-01-01T00:00:01Z\",\"data\":\"x\"}"))
                .containsExactly("{\"id\":\"e-1\",\"topic\":\"a/b\",\"type\":\"\",\"at\":1000,\"data\":\"x\"}");
        assertThat(page.run(
                        read,
                        "",
                        "null",
                        "[]",
                        "7",
                        "{}",
                        "{\"topic\":\"a\"}",
                        "{\"topic\":1,\"data\":\"\"}",
                        "{\"topic"))
                .containsOnly("null");
    }

    @Test
    @DisplayName("makes links of web addresses alone")
    void linksWebAddresses() {
        String link =
                "const {asWebAddress} = await import('/demo/envelope.js'); return args.map(asWebAddress).map(String)";
        assertThat(page.run(link, "https://a.example/b?c", "http://a.example"))
                .containsExactly("https://a.example/b?c", "http://a.example/");
        assertThat(page.run(
                        link, "javascript:alert(1)", " jAvascript:x", "data:text/html,x", "/a", "//a", "", "file:///a"))
                .containsOnly("null");
    }
}
