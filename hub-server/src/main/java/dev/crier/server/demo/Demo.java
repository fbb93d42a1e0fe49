package dev.crier.server.demo;

import dev.crier.core.engine.Publisher;
import dev.crier.demo.web.DemoPage;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Resource;
import dev.crier.server.http.Room;
import dev.crier.server.http.StaticFile;
import dev.crier.server.http.StreamWatch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The demo as one part that a server adds or leaves out. Made off the event loop; safe to share between them. */
public final class Demo {

    /** Where the demo's feed is. */
    public static final String FEED = "/demo/feed.xml";

    private static final Map<String, String> PAGE_HEADERS = Map.of(
            "Content-Security-Policy", DemoPage.CONTENT_SECURITY_POLICY, "Cross-Origin-Opener-Policy", "same-origin");

    private final Lab lab;
    private final Map<String, Resource> resources = new LinkedHashMap<>();

    /**
     * Makes the demo, and reads its files.
     *
     * @param publisher where what visitors write goes
     * @param writers throws if a request may not change anything, because of where it comes from or because the hub stops
     * @param clients from whom requests are
     * @param bodies room for what has come of bodies that aren't whole yet
     */
    public Demo(
            Vertx vertx,
            Publisher publisher,
            Consumer<HttpServerRequest> writers,
            Clients clients,
            Room bodies,
            Clock clock) {
        lab = new Lab(vertx, Lab.OFFLINE, Lab.HELD);
        DemoPage.resources().forEach((path, file) -> resources.put(path, page(file.contentType(), file.bytes())));
        DemoPage.Resource icon = DemoPage.resources().get("/demo/favicon.svg");
        if (icon != null) {
            resources.put("/favicon.ico", page(icon.contentType(), icon.bytes()));
        }
        resources.put(FEED, Resource.reading(new DemoFeed(clock)));
        resources.put(
                "/demo/activity",
                Resource.posting(new ActivityEndpoint(
                        publisher,
                        writers,
                        clients,
                        new RateLimit<>(System::nanoTime, 5, Duration.ofSeconds(3)),
                        bodies)));
        for (Lab.Harm harm : Lab.Harm.values()) {
            resources.put("/demo/lab/" + harm.path(), Resource.posting(lab.endpoint(harm, writers)));
        }
    }

    private static Resource page(String contentType, byte[] bytes) {
        return Resource.reading(new StaticFile(contentType, bytes, PAGE_HEADERS));
    }

    /** What stands at which path. */
    public Map<String, Resource> resources() {
        return resources;
    }

    /** The lab, which must see every stream. */
    public StreamWatch watch() {
        return lab;
    }
}
