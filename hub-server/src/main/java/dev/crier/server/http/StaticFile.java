package dev.crier.server.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** A file in memory that never changes while the hub runs, with a tag by which browsers keep it. Immutable. */
public final class StaticFile implements Endpoint {

    private final EntityTag tag;
    private final Reply whole;
    private final Reply unchanged;

    /**
     * Makes a file.
     *
     * @param headers what it is sent with besides
     */
    public StaticFile(String contentType, byte[] bytes, Map<String, String> headers) {
        tag = EntityTag.of(bytes);
        whole = kept(new Reply(200, contentType, Buffer.buffer(bytes), headers));
        unchanged = kept(new Reply(304, "", Buffer.buffer(), headers));
    }

    /** Kept by browsers, but asked for each time, so that a new version of the hub is a new version of its page. */
    private Reply kept(Reply reply) {
        return reply.with("ETag", tag.text()).with("Cache-Control", "no-cache");
    }

    @Override
    public Future<Reply> answer(HttpServerRequest request, Target target) {
        boolean known = tag.matches(request.headers().getAll("If-None-Match"));
        return Future.succeededFuture(known ? unchanged : whole);
    }
}
