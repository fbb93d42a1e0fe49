package dev.crier.server.demo;

import dev.crier.core.EventDraft;
import dev.crier.core.Topic;
import dev.crier.core.engine.Publisher;
import dev.crier.server.http.BodyLimits;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Endpoint;
import dev.crier.server.http.Problem;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Reply;
import dev.crier.server.http.RequestBody;
import dev.crier.server.http.Room;
import dev.crier.server.http.Target;
import dev.crier.server.limits.Network;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the short lines that visitors of the demo post, and publishes each on {@code activity/demo} as
 * {@code {"text": ...}}. It is the demo's own door: it needs no permission to publish, and so has a limit of its own for
 * each address. Safe to share.
 */
final class ActivityEndpoint implements Endpoint {

    private static final Topic TOPIC = Topic.of("activity/demo");
    private static final int MOST_CHARACTERS = 280;
    private static final int MOST_BYTES = 4 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Publisher publisher;
    private final Consumer<HttpServerRequest> writers;
    private final Clients clients;
    private final RateLimit<Network> limit;
    private final BodyLimits body;

    ActivityEndpoint(
            Publisher publisher,
            Consumer<HttpServerRequest> writers,
            Clients clients,
            RateLimit<Network> limit,
            Room bodies) {
        this.publisher = publisher;
        this.writers = writers;
        this.clients = clients;
        this.limit = limit;
        this.body = new BodyLimits(MOST_BYTES, PATIENCE, bodies);
    }

    @Override
    public Future<Reply> answer(HttpServerRequest request, Target target) {
        writers.accept(request);
        requireText(request.getHeader("Content-Type"));
        return RequestBody.text(request, body).compose(text -> {
            String line = line(text);
            requirePatience(Network.of(clients.address(request)));
            return publisher
                    .publish(EventDraft.of(
                            TOPIC, new JsonObject().put("text", line).encode()))
                    .map(id -> Reply.json(
                            200, new JsonObject().put("id", id.toString()).put("topic", TOPIC.path())));
        });
    }

    private static void requireText(@Nullable String contentType) {
        String media = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!media.equalsIgnoreCase("text/plain")) {
            throw new ProblemException(
                    Problem.of(415, "a line is posted as 'text/plain'").with("Accept-Post", "text/plain"));
        }
    }

    /** The text in one line; what would break lines, hide or reverse the text of others is refused. */
    private static String line(String body) {
        String line = body.replaceAll("[\r\n\t]+", " ").strip();
        if (line.isEmpty()) {
            throw new ProblemException(400, "the line is empty; write something");
        }
        int characters = line.codePointCount(0, line.length());
        if (characters > MOST_CHARACTERS) {
            throw new ProblemException(
                    400, "the line has " + characters + " characters; at most " + MOST_CHARACTERS + " are taken");
        }
        if (line.codePoints().anyMatch(ActivityEndpoint::controls)) {
            throw new ProblemException(400, "the line holds control characters; write plain text");
        }
        return line;
    }

    private static boolean controls(int character) {
        return Character.isISOControl(character)
                || (character >= 0x202a && character <= 0x202e)
                || (character >= 0x2066 && character <= 0x2069)
                || character == 0x2028
                || character == 0x2029;
    }

    private void requirePatience(Network network) {
        long wait = limit.take(network);
        if (wait > 0) {
            long seconds = (wait + 999) / 1_000;
            throw new ProblemException(Problem.of(429, "too many lines from your address; wait " + seconds + " s")
                    .with("Retry-After", Long.toString(seconds)));
        }
    }
}
