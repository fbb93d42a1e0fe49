package dev.crier.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: the path as it came and the query, decoded strictly. Unknown parameters are kept and harm
 * nothing; of a parameter that may stand once the last one counts, since clients that reconnect append theirs.
 *
 * <p>Immutable.
 */
public final class Target {

    private final String path;
    private final Map<String, List<String>> query;

    private Target(String path, Map<String, List<String>> query) {
        this.path = path;
        this.query = query;
    }

    /**
     * Reads a request's target.
     *
     * @throws ProblemException 400 if the query isn't encoded as it must be
     */
    public static Target of(HttpServerRequest request) {
        String path = request.path();
        return of(path == null ? "" : path, request.query());
    }

    /**
     * Makes a target of its two parts as they stand in a request line.
     *
     * @param query what follows the question mark, null if there is none
     * @throws ProblemException 400 if the query isn't encoded as it must be
     */
    public static Target of(String path, @Nullable String query) {
        return new Target(path, parse(query));
    }

    /** The path as it came, percent-encoded. */
    public String path() {
        return path;
    }

    /**
     * The part of the path after a prefix, decoded as a whole: {@code stocks%2FACME} is {@code stocks/ACME}.
     *
     * @throws ProblemException 400 if it isn't encoded as it must be, 404 if the path as it came has another beginning
     */
    public String after(String prefix) {
        if (!path.startsWith(prefix)) {
            throw new ProblemException(404, "there is nothing at this path");
        }
        return PercentDecoder.decode("path", path.substring(prefix.length()), false);
    }

    /** All values of a parameter, in order, empty ones included. */
    public List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** The value of a parameter; one without text is as good as none. */
    public Optional<String> one(String name) {
        List<String> values = all(name);
        String last = values.isEmpty() ? "" : values.get(values.size() - 1);
        return last.isEmpty() ? Optional.empty() : Optional.of(last);
    }

    /**
     * A parameter that is a whole number.
     *
     * @return the number, no greater than {@code most}; empty if the parameter is absent
     * @throws ProblemException 400 if it isn't a number of at least {@code least}
     */
    public Optional<Integer> number(String name, int least, int most) {
        return one(name).map(text -> {
            boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
            if (digits) {
                String significant = text.replaceFirst("^0+(?=.)", "");
                int number = significant.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(significant);
                if (number >= least) {
                    return Math.min(number, most);
                }
            }
            throw new ProblemException(
                    400,
                    "the parameter '" + name + "' must be a whole number of at least " + least + ", not '" + text
                            + "'");
        });
    }

    private static Map<String, List<String>> parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = PercentDecoder.decode("query", equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : PercentDecoder.decode("query", pair.substring(equals + 1), true);
            values.computeIfAbsent(name, unseen -> new ArrayList<>()).add(value);
        }
        return values;
    }
}
