package dev.crier.sources.rss;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute address of http or https, as feeds, servers and people write them: spaces and letters beyond ASCII are encoded
 * rather than refused, relative ones are resolved (RFC 3986, section 5.2). Immutable and safe to share.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name in ASCII, an IPv4 address, or an IPv6 address in brackets; in small letters
 * @param port 1 to 65535, the scheme's own if none was written
 * @param target what is asked for: path and query, beginning with {@code /}
 * @param fragment with its {@code #}, or empty
 */
record FeedUrl(String scheme, String host, int port, String target, String fragment) {

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)(https?)://([^/?#\\\\]*)([^#]*)(#.*)?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@%]+)(?::(\\d{0,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?");
    private static final Pattern USER = Pattern.compile("(?<=//|^)[^/?#]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*");
    private static final int LONGEST = 4_000;

    /**
     * Reads an absolute address.
     *
     * @throws IllegalArgumentException if it is none of http or https, has a user name, or a host that can't be
     */
    static FeedUrl of(String text) {
        String trimmed = text.strip();
        Matcher parts = ABSOLUTE.matcher(trimmed);
        if (!parts.matches() || trimmed.length() > LONGEST) {
            throw noAddress(trimmed);
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException("'" + shown(parts.group(2))
                    + "' is no host; expected a name or an address and perhaps a port (user names aren't supported)");
        }
        String target = encoded(parts.group(3));
        String fragment = parts.group(4) == null ? "" : encoded(parts.group(4));
        FeedUrl url = new FeedUrl(
                scheme,
                host(authority.group(1)),
                port(authority.group(2), scheme),
                withoutDots(target.startsWith("/") ? target : "/" + target),
                fragment);
        if (url.toString().length() > LONGEST) { // encoded, it may have grown
            throw noAddress(trimmed);
        }
        return url;
    }

    private static IllegalArgumentException noAddress(String text) {
        return new IllegalArgumentException(
                "'" + shown(text) + "' is no address of http or https, such as https://example.org/feed.xml");
    }

    /** An address, or what was written as one, without what may be a secret of it: a user's name, a query, a fragment. */
    static String shown(String written) {
        String text = PlainText.of(written, LONGEST);
        String named = USER.matcher(text).replaceFirst("***@");
        return PlainText.of(QUERY.matcher(named).replaceFirst(""), 200);
    }

    private static String host(String text) {
        if (text.startsWith("[")) {
            if (!NetUtil.isValidIpV6Address(text.substring(1, text.length() - 1))) {
                throw new IllegalArgumentException("'" + PlainText.of(text, 200) + "' is no IPv6 address");
            }
            return text.toLowerCase(Locale.ROOT);
        }
        try {
            String host = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            if (NAME.matcher(host).matches() && host.length() <= 255 && !host.contains("..")) {
                return host;
            }
        } catch (IllegalArgumentException notAName) {
            // Said below, in our words.
        }
        throw new IllegalArgumentException("'" + PlainText.of(text, 200) + "' is no name of a host");
    }

    private static int port(String text, String scheme) {
        if (text == null || text.isEmpty()) {
            return usualPort(scheme);
        }
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port " + text + " is out of range; expected 1 to 65535");
        }
        return port;
    }

    private static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** What a reference in a document at this address points to; empty unless that is of http or https. */
    Optional<FeedUrl> resolve(String reference) {
        String trimmed = reference.strip();
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        String absolute;
        if (SCHEME.matcher(trimmed).matches()) {
            absolute = trimmed;
        } else if (trimmed.startsWith("//")) {
            absolute = scheme + ":" + trimmed;
        } else if (trimmed.startsWith("/")) {
            absolute = origin() + trimmed;
        } else if (trimmed.isEmpty() || trimmed.startsWith("#")) {
            absolute = origin() + target + trimmed;
        } else if (trimmed.startsWith("?")) {
            absolute = origin() + path + trimmed;
        } else {
            absolute = origin() + path.substring(0, path.lastIndexOf('/') + 1) + trimmed;
        }
        try {
            return Optional.of(of(absolute));
        } catch (IllegalArgumentException notForUs) {
            return Optional.empty();
        }
    }

    /** Scheme, host and port, as a URL begins. */
    String origin() {
        return scheme + "://" + authority();
    }

    /** Host and port, the port only if it isn't the scheme's own: the {@code Host} header. */
    String authority() {
        return port == usualPort(scheme) ? host : host + ":" + port;
    }

    boolean secure() {
        return scheme.equals("https");
    }

    /** The same without its fragment, which is never sent. */
    FeedUrl requested() {
        return new FeedUrl(scheme, host, port, target, "");
    }

    /** As messages, statuses and logs have it: without query and fragment, where the secrets of feeds and signatures stand. */
    String shown() {
        return shown(toString());
    }

    /** All of it, as it is asked for and remembered; for people, {@link #shown()}. */
    @Override
    public String toString() {
        return origin() + target + fragment;
    }

    /** Percent-encodes, as UTF-8, what can't stand in an address; what is encoded already stays. */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }

    /** Without the segments {@code .} and {@code ..} (RFC 3986, section 5.2.4). */
    private static String withoutDots(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (!path.contains("/.")) {
            return target;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                kept.pollLast();
            } else if (!segments[i].equals(".")) {
                kept.addLast(segments[i]);
                continue;
            }
            if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept) + (query < 0 ? "" : target.substring(query));
    }
}
