package dev.crier.server.http;

import dev.crier.core.engine.ContentCoding;
import java.util.List;
import java.util.Locale;

/**
 * Chooses a coding by the {@code Accept-Encoding} header (RFC 9110, section 12.5.3): the heaviest wins, the first offered among
 * equals, and any that weighs something wins over bare bytes that weigh no more. Stateless.
 */
public final class AcceptEncoding {

    private AcceptEncoding() {}

    /**
     * The best of the offered codings.
     *
     * @param headers the values of all {@code Accept-Encoding} headers; none means that nothing is said of any coding, and so
     *     that none should be used
     * @param offers codings that compress, the hub's favourite first
     * @return one of them, or the bare bytes if the client takes none of them, or likes those better
     */
    public static ContentCoding best(List<String> headers, List<ContentCoding> offers) {
        String accept = String.join(",", headers);
        double bare = weight(accept, ContentCoding.IDENTITY);
        return Accept.heaviest(offers, offer -> weight(accept, offer))
                .filter(best -> weight(accept, best) >= bare)
                .orElse(ContentCoding.IDENTITY);
    }

    /** The weight of a coding by its name; {@code *} is taken for gzip alone, which whoever says it can be trusted to know. */
    private static double weight(String accept, ContentCoding coding) {
        double any = 0;
        double named = -1;
        for (String item : accept.split(",", -1)) {
            String[] parts = item.split(";", -1);
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            if (name.equals(coding.token())
                    || (name.equals("x-gzip") && coding == ContentCoding.GZIP)) { // section 8.4.1.3
                named = Accept.quality(parts);
            } else if (name.equals("*") && coding == ContentCoding.GZIP) {
                any = Accept.quality(parts);
            }
        }
        return named < 0 ? any : named;
    }
}
