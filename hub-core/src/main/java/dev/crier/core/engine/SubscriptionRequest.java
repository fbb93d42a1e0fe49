package dev.crier.core.engine;

import dev.crier.core.TopicFilter;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;

/**
 * What a subscriber asks for.
 *
 * @param filter which topics: what was asked for and is allowed
 * @param format how to write them
 * @param coding how to code what is written
 * @param start where to begin
 * @param preamble bytes that go before everything else, in the same write where possible; may be empty
 */
public record SubscriptionRequest(
        TopicFilter filter, WireFormat format, ContentCoding coding, Start start, Buffer preamble) {

    /** Makes a request. */
    public SubscriptionRequest {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(coding, "coding");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(preamble, "preamble");
    }
}
