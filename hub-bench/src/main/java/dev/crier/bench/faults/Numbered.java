package dev.crier.bench.faults;

import java.util.Optional;
import java.util.Random;

/**
 * One event of a topic whose events are numbered from 0. Its data follows from its numbers, line breaks and all, so that half
 * an event, or one that was mixed with another, is known at sight.
 *
 * @param topic the topic's number
 * @param number the event's place in it
 */
record Numbered(int topic, long number) {

    /** The most characters that an event has. */
    static final int MOST = 1 << 18;

    private static final int OFFSETS = 4_093;
    private static final String LETTERS = letters();

    private static String letters() {
        Random random = new Random(1);
        StringBuilder letters = new StringBuilder(MOST + OFFSETS);
        for (int i = 0; i < MOST + OFFSETS; i++) {
            letters.append(random.nextInt(64) == 0 ? '\n' : (char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }

    /** The path of a topic. */
    static String path(int topic) {
        return "faults/" + topic;
    }

    /** The data of an event: its numbers, and so many characters. */
    String data(int size) {
        return topic + " " + number + " " + size + " " + filler(size);
    }

    private String filler(int size) {
        int from = Math.floorMod(number * 31 + topic * 17L, OFFSETS);
        return LETTERS.substring(from, from + size) + ".";
    }

    /** The event whose data this is; empty if it is not whole. */
    static Optional<Numbered> read(String data) {
        String[] parts = data.split(" ", 4);
        if (parts.length < 4) {
            return Optional.empty();
        }
        try {
            Numbered event = new Numbered(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
            int size = Integer.parseInt(parts[2]);
            boolean whole = event.topic >= 0
                    && size >= 0
                    && size <= MOST
                    && event.number >= 0
                    && event.filler(size).equals(parts[3]);
            return whole ? Optional.of(event) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
