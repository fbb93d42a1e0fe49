package dev.crier.server.demo;

import dev.crier.server.http.Endpoint;
import dev.crier.server.http.EntityTag;
import dev.crier.server.http.HttpDate;
import dev.crier.server.http.Reply;
import dev.crier.server.http.Target;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A small living feed of the hub's own (RSS 2.0), so that the demo has news without a network: an item every 20 seconds,
 * made of nothing but the time, and so the same for everybody who asks at that time.
 *
 * <p>It behaves as a good feed does: stable guids, an {@code ETag} and {@code Last-Modified}, 304 to whoever has it, and the
 * time of the next item as {@code max-age}. Immutable; safe to share.
 */
final class DemoFeed implements Endpoint {

    /** From item to item, in seconds. */
    static final long INTERVAL = 20;

    /** How many items the feed has. */
    static final int ITEMS = 12;

    private final Clock clock;

    DemoFeed(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Future<Reply> answer(HttpServerRequest request, Target target) {
        long second = Math.floorDiv(clock.millis(), 1000L);
        long newest = Math.floorDiv(second, INTERVAL);
        Instant changed = Instant.ofEpochSecond(newest * INTERVAL);
        EntityTag tag = EntityTag.named("item-" + newest);
        Reply reply = unchanged(request, tag, changed)
                ? Reply.empty(304)
                : Reply.of(200, "application/rss+xml; charset=utf-8", Buffer.buffer(rss(newest)));
        return Future.succeededFuture(reply.with("ETag", tag.text())
                .with("Last-Modified", HttpDate.format(changed))
                .with("Cache-Control", "max-age=" + (INTERVAL - Math.floorMod(second, INTERVAL))));
    }

    /** A tag is more exact than a time, so a client that sends both is answered by the tag (RFC 9110, section 13.2.2). */
    private static boolean unchanged(HttpServerRequest request, EntityTag tag, Instant changed) {
        if (request.headers().contains("If-None-Match")) {
            return tag.matches(request.headers().getAll("If-None-Match"));
        }
        return Optional.ofNullable(request.getHeader("If-Modified-Since"))
                .flatMap(HttpDate::parse)
                .filter(since -> !since.isBefore(changed))
                .isPresent();
    }

    private static String rss(long newest) {
        StringBuilder xml = new StringBuilder(8 << 10);
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n<channel>\n");
        element(xml, "title", "The clock tower");
        element(xml, "link", "https://en.wikipedia.org/wiki/Town_crier");
        element(
                xml,
                "description",
                "What can be said of this moment without asking anybody: an item every 20 seconds.");
        element(xml, "language", "en");
        element(xml, "lastBuildDate", HttpDate.format(Instant.ofEpochSecond(newest * INTERVAL)));
        for (long number = newest; number > newest - ITEMS; number--) {
            item(xml, number);
        }
        return xml.append("</channel>\n</rss>\n").toString();
    }

    private static void item(StringBuilder xml, long number) {
        Instant time = Instant.ofEpochSecond(number * INTERVAL);
        ClockNews news = ClockNews.at(number, time);
        xml.append("<item>\n");
        element(xml, "title", news.title());
        element(xml, "link", news.link());
        element(xml, "description", news.summary());
        element(xml, "category", news.category());
        element(xml, "pubDate", HttpDate.format(time));
        xml.append("<guid isPermaLink=\"false\">urn:crier:demo:").append(number).append("</guid>\n</item>\n");
    }

    private static void element(StringBuilder xml, String name, String text) {
        xml.append('<').append(name).append('>');
        xml.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        xml.append("</").append(name).append(">\n");
    }
}
