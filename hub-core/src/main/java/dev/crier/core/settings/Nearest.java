package dev.crier.core.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what somebody probably meant: the word with the fewest typing errors, if they are few. Stateless.
 *
 * <p>A typing error is one letter too many, too few or wrong, or two swapped (the optimal string alignment distance);
 * upper and lower case, {@code _} and {@code -} count as the same. Of words at the same distance the first wins.
 */
public final class Nearest {

    private Nearest() {}

    /** The nearest word, empty if even that has an error in every third letter or more. */
    public static Optional<String> to(String written, Collection<String> words) {
        String sought = plain(written);
        if (sought.length() > 200) {
            return Optional.empty();
        }
        String nearest = null;
        int fewest = Math.max(1, sought.length() / 3) + 1;
        for (String word : words) {
            int errors = distance(sought, plain(word));
            if (errors < fewest) {
                fewest = errors;
                nearest = word;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int distance(String a, String b) {
        int[][] errors = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                errors[i][j] = i == 0 || j == 0 ? i + j : fewest(errors, a, b, i, j);
            }
        }
        return errors[a.length()][b.length()];
    }

    private static int fewest(int[][] errors, String a, String b, int i, int j) {
        int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(errors[i - 1][j - 1] + wrong, Math.min(errors[i - 1][j], errors[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, errors[i - 2][j - 2] + 1) : fewest;
    }
}
