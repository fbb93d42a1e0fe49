package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.server.auth.TestKey;
import dev.crier.server.config.AuthConfig.Access;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser's own {@code EventSource}, which can send no token. */
@NeedsChromium
@DisplayName("A browser with a ticket")
class TicketIT {

    private static final TestKey KEY = TestKey.of("issuer", "EdDSA");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CUTS = 3;

    @TempDir
    Path folder;

    private static String subscribe(ChromeDriver browser, String token, String topic) {
        Object said = browser.executeAsyncScript("""
                const [token, topic, done] = arguments;
                (async () => {
                  const answer = await fetch('/tickets', {method: 'POST', headers: {Authorization: 'Bearer ' + token}});
                  const {ticket} = await answer.json();
                  window.got = [];
                  window.opened = 0;
                  window.ended = false;
                  const source = new EventSource('/events/' + topic + '?ticket=' + ticket);
                  source.onopen = () => window.opened++;
                  source.onmessage = (event) => window.got.push(event.data);
                  source.onerror = () => window.ended = source.readyState === EventSource.CLOSED;
                  return 'subscribed';
                })().then(done, (error) => done('' + error));""", token, topic);
        return String.valueOf(said);
    }

    private static void cutAll(TestHub hub) {
        JsonObject page;
        try (RawClient client = hub.connectAdmin()) {
            page = new JsonObject(client.get("/connections").answer().body());
        }
        for (Object connection : page.getJsonArray("connections")) {
            try (RawClient client = hub.connectAdmin()) {
                client.request("DELETE", "/connections/" + ((JsonObject) connection).getLong("id"), new String[0], "");
                assertThat(client.answer().status()).isEqualTo(204);
            }
        }
    }

    private static long number(ChromeDriver browser, String script) {
        return (Long) browser.executeScript("return " + script);
    }

    @Test
    @DisplayName("reads what it may, and comes back to the same address by itself after each cut, with nothing missing")
    void comesBack() {
        try (TestHub hub = TestHub.start(
                config -> config.withDev(false).withAuth(KEY.config(folder).withSubscribe(Access.TOKEN)))) {
            ChromeDriver browser = Chromium.start();
            try {
                browser.get(hub.uri("/demo/favicon.svg").toString());
                String token = KEY.token(List.of("private/*"), List.of());
                assertThat(subscribe(browser, token, "private/x")).isEqualTo("subscribed");
                await().atMost(PATIENCE).until(() -> number(browser, "window.opened") == 1);
                hub.publish("private/x", "0");
                await().atMost(PATIENCE).until(() -> number(browser, "window.got.length") == 1);
                for (int cut = 1; cut <= CUTS; cut++) {
                    int opened = cut + 1;
                    cutAll(hub);
                    hub.publish("private/x", String.valueOf(cut));
                    await().atMost(PATIENCE).until(() -> number(browser, "window.opened") == opened);
                    await().atMost(PATIENCE).until(() -> number(browser, "window.got.length") == opened);
                }
                assertThat(browser.executeScript("return window.got"))
                        .isEqualTo(IntStream.rangeClosed(0, CUTS)
                                .mapToObj(String::valueOf)
                                .toList());

                assertThat(subscribe(browser, token, "other/x")).isEqualTo("subscribed");
                await().atMost(PATIENCE).until(() -> (Boolean) browser.executeScript("return window.ended"));
            } finally {
                browser.quit();
            }
        }
    }
}
