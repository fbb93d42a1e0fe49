package dev.crier.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Makes the data of the events: a {@link Marker} and a filler, always just as many bytes.
 *
 * <p>Only for one thread.
 */
final class Payload {

    /** What an event consists of beside its marker. */
    enum Filler {
        /** One letter, again and again. */
        TEXT,
        /** A tick of a market as a JSON object, which compresses as such things do. */
        JSON;

        /** The fewest bytes of an event. */
        int least() {
            return this == TEXT ? Marker.LENGTH : JSON_HEAD.length() + Marker.LENGTH + 1 + JSON_TAIL.length();
        }
    }

    private static final String JSON_HEAD = "{\"e\":\"";
    private static final String JSON_NOTE = ",\"note\":\"";
    private static final String JSON_TAIL = JSON_NOTE + "\"}";

    private final Filler filler;
    private final int size;
    private final int run;
    private final byte[] bytes;

    Payload(Filler filler, int size, int run) {
        this.filler = filler;
        this.size = size;
        this.run = run;
        this.bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
    }

    /** How many bytes follow the marker. */
    int rest() {
        return size - Marker.LENGTH - (filler == Filler.JSON ? JSON_HEAD.length() : 0);
    }

    /** The data of an event; the array is used again for the next. */
    byte[] of(int topic, long number, long due) {
        if (filler == Filler.TEXT) {
            Marker.write(bytes, 0, run, topic, number, due);
            return bytes;
        }
        Arrays.fill(bytes, (byte) 'x');
        int at = put(JSON_HEAD, 0);
        Marker.write(bytes, at, run, topic, number, due);
        at += Marker.LENGTH;
        bytes[at++] = '"';
        int random = (int) (number * 0x9E3779B1L) & 0x7fffffff;
        for (String member : members(random)) {
            if (at + member.length() + JSON_TAIL.length() > size) {
                break;
            }
            at = put(member, at);
        }
        put(JSON_NOTE, at);
        put("\"}", size - 2);
        return bytes;
    }

    private static String[] members(int random) {
        int bid = random % 9000;
        return new String[] {
            ",\"symbol\":\"EURUSD\"",
            String.format(Locale.ROOT, ",\"bid\":1.0%04d,\"ask\":1.0%04d", bid, bid + 3),
            String.format(Locale.ROOT, ",\"last\":1.0%04d,\"volume\":%d", random % 8000, random % 99_991),
            ",\"venue\":\"XLON\",\"flags\":[\"regular\",\"open\"]",
            String.format(
                    Locale.ROOT,
                    ",\"depth\":[{\"p\":1.0%04d,\"q\":%d},{\"p\":1.0%04d,\"q\":%d}]",
                    bid,
                    random % 501,
                    bid + 4,
                    random % 773)
        };
    }

    private int put(String text, int at) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, at, ascii.length);
        return at + ascii.length;
    }
}
