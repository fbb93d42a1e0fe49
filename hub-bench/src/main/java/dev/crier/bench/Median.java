package dev.crier.bench;

import java.util.List;

/** The middle of several measurements. Stateless. */
final class Median {

    private Median() {}

    /** The middle one; of two in the middle their mean; 0 of none. */
    static double of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        return size == 0 ? 0 : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
