package dev.crier.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crier.demo.web.DemoPage;
import dev.crier.server.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The page's modules, served as they are to a browser without a hub, so that tests can import one and ask it.
 *
 * @param server serves the page's files
 * @param browser shows one of them that runs no script of its own
 */
record PageModules(HttpServer server, ChromeDriver browser) implements AutoCloseable {

    static PageModules open() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, DemoPage.Resource> resources = DemoPage.resources();
        server.createContext(
                "/",
                exchange ->
                        serve(exchange, resources.get(exchange.getRequestURI().getPath())));
        server.start();
        ChromeDriver browser = Chromium.start();
        browser.get("http://127.0.0.1:" + server.getAddress().getPort() + "/demo/favicon.svg");
        return new PageModules(server, browser);
    }

    private static void serve(HttpExchange exchange, DemoPage.Resource resource) throws IOException {
        try (exchange) {
            if (resource == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", resource.contentType());
            exchange.sendResponseHeaders(200, resource.bytes().length);
            exchange.getResponseBody().write(resource.bytes());
        }
    }

    /** Runs the body of an async function of {@code args} that returns a list of strings. */
    @SuppressWarnings("unchecked")
    List<String> run(String body, Object... arguments) {
        Object result = browser.executeAsyncScript(
                "const [args, done] = arguments;" + "(async () => {" + body
                        + "})().then(done, (error) => done('' + error.stack))",
                Arrays.asList(arguments));
        assertThat(result).as("what the script returned").isInstanceOf(List.class);
        return (List<String>) result;
    }

    @Override
    public void close() {
        browser.quit();
        server.stop(0);
    }
}
