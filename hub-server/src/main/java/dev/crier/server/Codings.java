package dev.crier.server;

import dev.crier.core.engine.ContentCoding;
import dev.crier.server.config.SseConfig;
import dev.crier.server.http.AcceptEncoding;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a hub may compress streams, and how it does for a client. A stream by zstd is frame after frame, which browsers read; many
 * a library reads the first and fails at the second, so that whoever else likes both as well gets gzip. Immutable.
 *
 * @param forBrowsers what compresses, the favourite first
 * @param forOthers the same for whoever isn't a browser
 */
record Codings(List<ContentCoding> forBrowsers, List<ContentCoding> forOthers) {

    private static final Logger LOG = LoggerFactory.getLogger(Codings.class);

    /** Browsers alone say this, and they do wherever they offer zstd. */
    private static final String OF_BROWSERS = "Sec-Fetch-Site";

    private static final Codings ALL = new Codings(
            List.of(ContentCoding.ZSTD, ContentCoding.GZIP), List.of(ContentCoding.GZIP, ContentCoding.ZSTD));
    private static final Codings GZIP = new Codings(List.of(ContentCoding.GZIP), List.of(ContentCoding.GZIP));
    private static final Codings NONE = new Codings(List.of(), List.of());

    /** Those that a configuration wants; the log says why one isn't there. Blocks, since zstd is native code. */
    static Codings of(SseConfig.Compression compression) {
        return switch (compression) {
            case AUTO -> of(ContentCoding.ZSTD.missing());
            case GZIP -> GZIP;
            case OFF -> NONE;
        };
    }

    /**
     * All that there are.
     *
     * @param missing why there is no zstd; empty if there is
     */
    static Codings of(Optional<String> missing) {
        if (missing.isEmpty()) {
            return ALL;
        }
        LOG.warn("There is no zstd, so streams are compressed by gzip alone (sse.compression): {}", missing.get());
        return GZIP;
    }

    /** What a stream is coded by for whoever asks for it. */
    ContentCoding choose(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_1_0) {
            return ContentCoding.IDENTITY;
        }
        return AcceptEncoding.best(
                request.headers().getAll("Accept-Encoding"),
                request.headers().contains(OF_BROWSERS) ? forBrowsers : forOthers);
    }
}
