package dev.crier.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.crier.core.EventDraft;
import dev.crier.core.IdempotencyKey;
import dev.crier.core.Topic;
import dev.crier.server.http.ProblemException;
import dev.crier.server.http.Utf8Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a batch: a JSON object with {@code topic}, {@code data}, and maybe {@code type} and {@code key}; other
 * members are passed over, so that what one hub sends as an envelope another takes.
 *
 * <p>Data that isn't a string is taken as the text that stands in the line, to the digit and the space: no number is read
 * and written again. For one line; not thread-safe.
 */
final class BatchLine {

    /** How deep data may be nested, the line's own object included. */
    private static final int DEEPEST = 1_000;

    /**
     * Bounded is the line, so a number or a text in it may be as long as it. Names aren't kept beyond a line: who sends them
     * may choose them so that they collide, or so that there is no end to them.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String text;
    private @Nullable String topic;
    private @Nullable String data;
    private String type = "";
    private String key = "";

    private BatchLine(String text) {
        this.text = text;
    }

    /**
     * Reads a line in UTF-8.
     *
     * @param idempotency the key that the line has by its place in the batch
     * @param last the event of a line before, null if there is none
     * @throws ProblemException 400 if the line isn't UTF-8 or no such object
     * @throws dev.crier.core.InvalidTopicException if the topic breaks the grammar
     * @throws dev.crier.core.InvalidEventException if the type, the key or the data break a rule
     */
    static EventDraft parse(byte[] utf8, IdempotencyKey idempotency, @Nullable EventDraft last) {
        String text = Utf8Text.decode(utf8).orElseThrow(() -> new ProblemException(400, "the line isn't UTF-8"));
        return new BatchLine(text).read(idempotency, last);
    }

    private EventDraft read(IdempotencyKey idempotency, @Nullable EventDraft last) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new ProblemException(
                        400, "the line isn't a JSON object such as {\"topic\":\"a/b\",\"data\":\"hello\"}");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                member(json);
            }
            if (json.nextToken() != null) {
                throw new ProblemException(400, "after the JSON object the line goes on; write one object a line");
            }
        } catch (StreamConstraintsException tooDeep) {
            throw new ProblemException(
                    400, "the line is nested deeper than " + DEEPEST + " levels; send such data as a string");
        } catch (JsonProcessingException e) {
            throw new ProblemException(400, reason(e));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (topic == null || data == null) {
            throw new ProblemException(400, "the object has no '" + (topic == null ? "topic" : "data") + "'");
        }
        return new EventDraft(topicAfter(last), type, key, data, idempotency);
    }

    /** Most batches are of one topic, or of runs of one, so its grammar is checked once a run. */
    private Topic topicAfter(@Nullable EventDraft last) {
        return last != null && last.topic().path().equals(topic)
                ? last.topic()
                : Topic.of(Objects.requireNonNull(topic));
    }

    /** The parser's own words are for those who program it, but for this one. */
    private String reason(JsonProcessingException e) {
        String said = e.getOriginalMessage();
        if (said.startsWith("Duplicate field")) {
            return "the line has the same member twice: " + said;
        }
        JsonLocation at = e.getLocation();
        return e instanceof JsonEOFException || at == null || at.getCharOffset() >= text.length()
                ? "the line isn't JSON: it ends too early"
                : "the line isn't JSON at about its character " + (at.getCharOffset() + 1);
    }

    private void member(JsonParser json) throws IOException {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        switch (name) {
            case "topic" -> topic = string(name, value, json);
            case "type" -> type = value == JsonToken.VALUE_NULL ? "" : string(name, value, json);
            case "key" -> key = value == JsonToken.VALUE_NULL ? "" : string(name, value, json);
            case "data" -> data = value == JsonToken.VALUE_STRING ? json.getText() : raw(json);
            default -> json.skipChildren();
        }
    }

    private static String string(String name, JsonToken value, JsonParser json) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw new ProblemException(400, "'" + name + "' must be a string");
        }
        return json.getText();
    }

    private String raw(JsonParser json) throws IOException {
        if (!json.currentToken().isStructStart()) {
            return json.getText();
        }
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        int end = (int) json.currentLocation().getCharOffset();
        return text.substring(start, end);
    }
}
