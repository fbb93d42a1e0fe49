package dev.crier.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Chooses a media type by the {@code Accept} header (RFC 9110, section 12.5.1): the most specific range that matches
 * gives a type its weight, the heaviest type wins, and the first offered among equals. Stateless.
 */
public final class Accept {

    private Accept() {}

    /**
     * The best of the offered types.
     *
     * @param headers the values of all {@code Accept} headers; none means that anything is fine
     * @param offers media types without parameters, the hub's favourite first
     * @return one of them, or empty if the client takes none
     */
    public static Optional<String> best(List<String> headers, List<String> offers) {
        String accept = String.join(",", headers);
        if (accept.isBlank()) {
            return Optional.of(offers.get(0));
        }
        return heaviest(offers, offer -> weight(accept, offer));
    }

    /** The offer that weighs the most, the first among equals; empty if none weighs anything. */
    static <T> Optional<T> heaviest(List<T> offers, ToDoubleFunction<T> weight) {
        Optional<T> best = Optional.empty();
        double heaviest = 0;
        for (T offer : offers) {
            double now = weight.applyAsDouble(offer);
            if (now > heaviest) {
                best = Optional.of(offer);
                heaviest = now;
            }
        }
        return best;
    }

    private static double weight(String accept, String offer) {
        String anySubtype = offer.substring(0, offer.indexOf('/') + 1) + "*";
        double weight = 0;
        int specificity = 0;
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            int match = type.equals(offer) ? 3 : type.equals(anySubtype) ? 2 : type.equals("*/*") ? 1 : 0;
            if (match > specificity) {
                specificity = match;
                weight = quality(parts);
            }
        }
        return weight;
    }

    /** The weight among the parameters after a name; 1 if there is none. */
    static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                return qvalue(parameter.substring(2).strip());
            }
        }
        return 1;
    }

    /** A weight from 0 to 1 with up to three decimals; what isn't one is read as 1, since the type was named after all. */
    private static double qvalue(String text) {
        return text.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(text) : 1;
    }
}
