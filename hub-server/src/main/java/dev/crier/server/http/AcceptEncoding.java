package dev.crier.server.http;

import java.util.List;
import java.util.Locale;

/** Reads the {@code Accept-Encoding} header (RFC 9110, section 12.5.3). Stateless. */
public final class AcceptEncoding {

    private AcceptEncoding() {}

    /**
     * Whether a client takes a coding, and doesn't like the bare bytes better.
     *
     * @param headers the values of all {@code Accept-Encoding} headers; none means that nothing is said of any coding, and so
     *     that none should be used
     * @param coding the coding's name in lower case
     */
    public static boolean takes(List<String> headers, String coding) {
        double bare = 0;
        double any = 0;
        double named = -1;
        for (String item : String.join(",", headers).split(",", -1)) {
            String[] parts = item.split(";", -1);
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            if (name.equals(coding) || name.equals("x-" + coding)) {
                named = Accept.quality(parts);
            } else if (name.equals("*")) {
                any = Accept.quality(parts);
            } else if (name.equals("identity")) {
                bare = Accept.quality(parts);
            }
        }
        double weight = named < 0 ? any : named;
        return weight > 0 && weight >= bare;
    }
}
