package dev.crier.server;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes what is nearly right of what is right: bytes changed, cut out, repeated and swapped, the same for the same seed. */
final class Mutations {

    private static final byte[] SPECIAL = {0, 1, '\r', '\n', ' ', ':', '/', '%', '*', '0', '9', 'f', 0x7f, -1, -128, '"'
    };

    private Mutations() {}

    /** So many mutations of each of the seeds, after the seeds themselves. */
    static List<byte[]> of(List<byte[]> seeds, int each, long seed) {
        Random random = new Random(seed);
        List<byte[]> all = new ArrayList<>(seeds);
        for (byte[] original : seeds) {
            for (int i = 0; i < each; i++) {
                all.add(mutated(original, random, 1 + random.nextInt(4)));
            }
        }
        return all;
    }

    private static byte[] mutated(byte[] original, Random random, int times) {
        byte[] bytes = original;
        for (int i = 0; i < times && bytes.length > 0; i++) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
        byte[] changed = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> changed[from] = SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> changed[from] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return joined(bytes, from, bytes, to);
            }
            case 3 -> {
                return joined(bytes, to, bytes, from);
            }
            default -> {
                return Arrays.copyOf(bytes, from);
            }
        }
        return changed;
    }

    private static byte[] joined(byte[] first, int end, byte[] second, int start) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first, 0, end);
        bytes.write(second, start, second.length - start);
        return bytes.toByteArray();
    }
}
