package dev.crier.core.log;

import java.security.SecureRandom;

/** Names for histories. Stateless. */
final class Epochs {

    private static final int LENGTH = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Epochs() {}

    /** A name that no other history has: 10 of {@code a-z 0-9}. */
    static String another() {
        StringBuilder epoch = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            epoch.append(Character.forDigit(RANDOM.nextInt(36), 36));
        }
        return epoch.toString();
    }
}
