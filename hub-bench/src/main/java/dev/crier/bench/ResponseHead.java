package dev.crier.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The status line and the headers of an answer, gathered from as many reads as they take.
 *
 * <p>One for each answer; only for one thread.
 */
public final class ResponseHead {

    private static final int MOST_BYTES = 64 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private int matched;
    private String text = "";

    /** Reads on; returns where the body begins, or -1 if the head goes on. */
    public int feed(byte[] read, int from, int to) {
        for (int at = from; at < to; at++) {
            bytes.write(read[at]);
            boolean expected = read[at] == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : read[at] == '\r' ? 1 : 0;
            if (matched == 4) {
                text = bytes.toString(StandardCharsets.ISO_8859_1);
                return at + 1;
            }
        }
        if (bytes.size() > MOST_BYTES) {
            throw new BenchException("The server's answer has a head of more than " + MOST_BYTES + " bytes.");
        }
        return -1;
    }

    /** The three digits; 0 if the answer isn't HTTP. */
    public int status() {
        boolean http = text.startsWith("HTTP/1.") && text.length() >= 12;
        String digits = http ? text.substring(9, 12) : "";
        return digits.chars().filter(Character::isDigit).count() == 3 ? Integer.parseInt(digits) : 0;
    }

    /** The status and its reason, such as {@code 404 Not Found}. */
    public String statusLine() {
        String line = text.lines().findFirst().orElse("");
        return line.startsWith("HTTP/1.") && line.length() > 9 ? line.substring(9) : line;
    }

    /** A header's value, the first if it stands there twice. */
    public Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    /** Whether a header has this value, in whatever case. */
    public boolean says(String name, String value) {
        return header(name).map(value::equalsIgnoreCase).orElse(false);
    }
}
