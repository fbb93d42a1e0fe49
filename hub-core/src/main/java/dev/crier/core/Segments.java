package dev.crier.core;

/** The grammar that topics and patterns share, so that one never accepts what the other would refuse. Stateless. */
final class Segments {

    /** What a path may hold besides literal segments. */
    enum Wildcards {
        REFUSED,
        ALLOWED
    }

    private Segments() {}

    static boolean reserved(String path) {
        return path.startsWith("hub") && (path.length() == 3 || path.charAt(3) == '/');
    }

    static void check(String what, String path, Wildcards wildcards) {
        if (path.isEmpty()) {
            throw new InvalidTopicException("a " + what + " is empty; expected a path such as stocks/ACME");
        }
        if (path.length() > Topic.MAX_LENGTH) {
            throw new InvalidTopicException("a " + what + " of " + path.length() + " characters is too long; at most "
                    + Topic.MAX_LENGTH + " are allowed");
        }
        int segments = 0;
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            boolean last = end < 0;
            if (last) {
                end = path.length();
            }
            checkSegment(what, path, start, end, last, wildcards);
            if (++segments > Topic.MAX_SEGMENTS) {
                throw new InvalidTopicException(
                        "the " + what + " '" + printable(path) + "' has more than " + Topic.MAX_SEGMENTS + " segments");
            }
            start = end + 1;
        }
    }

    private static void checkSegment(String what, String path, int start, int end, boolean last, Wildcards wildcards) {
        int length = end - start;
        if (length == 0) {
            throw new InvalidTopicException("the " + what + " '" + printable(path)
                    + "' has an empty segment; write it without a leading, trailing or double '/'");
        }
        if (path.charAt(start) == '*' && wildcards == Wildcards.ALLOWED) {
            if (length == 1 || (length == 2 && path.charAt(start + 1) == '*' && last)) {
                return;
            }
            throw new InvalidTopicException("the pattern '" + printable(path)
                    + "' misplaces a wildcard: '*' stands for one whole segment, '**' only as the last one");
        }
        for (int i = start; i < end; i++) {
            if (!allowed(path.charAt(i))) {
                throw new InvalidTopicException("the " + what + " '" + printable(path) + "' holds '"
                        + printable(path.substring(i, i + 1))
                        + "'; a segment is made of A-Z a-z 0-9 . _ ~ : @ -");
            }
        }
        if (path.charAt(start) == '.' && (length == 1 || (length == 2 && path.charAt(start + 1) == '.'))) {
            throw new InvalidTopicException("the " + what + " '" + printable(path) + "' has a segment '.' or '..'");
        }
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '~'
                || c == ':'
                || c == '@'
                || c == '-';
    }

    /** The text with everything that could forge a log line or a header shown as a code point. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= 0x20 && c < 0x7f) {
                shown.append((char) c);
            } else {
                shown.append(String.format("U+%04X", c));
            }
        });
        return shown.toString();
    }
}
