package dev.crier.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the header {@code Forwarded} (RFC 7239): one list of parameters for each proxy, the nearest last. Stateless. */
final class ForwardedFor {

    private ForwardedFor() {}

    /** The parameters of each proxy, by their names in lower case; what isn't a parameter is passed over. */
    static List<Map<String, String>> parse(String header) {
        List<Map<String, String>> proxies = new ArrayList<>();
        for (String element : split(header, ',')) {
            Map<String, String> parameters = new TreeMap<>();
            for (String pair : split(element, ';')) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            pair.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            unquoted(pair.substring(equals + 1).strip()));
                }
            }
            proxies.add(parameters);
        }
        return proxies;
    }

    /** Splits where a separator stands outside of quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
    }
}
