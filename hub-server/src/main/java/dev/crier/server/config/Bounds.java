package dev.crier.server.config;

import dev.crier.core.settings.ByteSize;

/** Checks that a number or a size is within its bounds. Stateless. */
final class Bounds {

    private Bounds() {}

    static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1, not " + value);
        }
    }

    static void between(String key, ByteSize value, ByteSize least, ByteSize most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
