package dev.crier.demo.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The demo page is a closed list of files, so that a server can serve exactly these and nothing else from the class
 * path: no path that a visitor sends is ever looked up in a jar.
 *
 * <p>Threading: has no state; {@link #resources()} reads from the class path, so call it once, off the event loop, and
 * keep what it returns.
 *
 * <p>The files need nothing but themselves and the hub they came from, under the strictest policy that lets them work:
 * {@link #CONTENT_SECURITY_POLICY}.
 */
public final class DemoPage {

    /** The value of the {@code Content-Security-Policy} header that each file is written to live under. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Files beside this class; each is served as {@code /demo/<name>}, {@code index.html} also as {@code /}. */
    static final List<String> FILES = List.of(
            "index.html",
            "style.css",
            "favicon.svg",
            "app.js",
            "activity.js",
            "charts.js",
            "copy.js",
            "counter.js",
            "dom.js",
            "envelope.js",
            "history.js",
            "lab.js",
            "news.js",
            "raw.js",
            "sequence.js",
            "snippets.js",
            "sources.js",
            "status.js",
            "stocks.js",
            "stream.js",
            "timeline.js");

    /** In the jar {@code org.webjars.npm:chart.js}; the folder carries the version that {@code pom.xml} asks for. */
    static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    private DemoPage() {}

    /**
     * One file of the page.
     *
     * @param contentType the value of its {@code Content-Type} header
     * @param bytes its content, as it is; shared, so not to be written to
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and a copy for each request would be waste
    public record Resource(String contentType, byte[] bytes) {}

    /**
     * Reads the whole page, a few hundred KiB.
     *
     * @return what to answer for each path, {@code /} and those that begin with {@code /demo/}; unmodifiable, in a fixed
     *     order
     * @throws IllegalStateException if a file is not on the class path: the jar was built without it
     */
    public static Map<String, Resource> resources() {
        Map<String, Resource> resources = new LinkedHashMap<>();
        resources.put("/", read("index.html"));
        for (String file : FILES) {
            resources.put("/demo/" + file, read(file));
        }
        resources.put("/demo/chart.js", read(CHART_JS));
        return Collections.unmodifiableMap(resources);
    }

    private static Resource read(String name) {
        try (InputStream in = DemoPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The demo page needs " + name + " on the class path, beside " + DemoPage.class.getName());
            }
            return new Resource(contentType(name), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The demo page's " + name + " can't be read", e);
        }
    }

    private static String contentType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return switch (extension) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("No content type is known for " + name);
        };
    }
}
