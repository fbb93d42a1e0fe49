package dev.crier.sources.rss;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8} or {@code fc00::/7}; a single address is a block of one. Immutable and
 * safe to share.
 */
final class Cidr {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d{1,2})";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private final String text;
    private final byte[] prefix;
    private final int bits;

    private Cidr(String text, byte[] prefix, int bits) {
        this.text = text;
        this.prefix = prefix;
        this.bits = bits;
    }

    /** Whether a text is meant as a block or address, rather than as the name of a host. */
    static boolean looksLikeOne(String text) {
        return text.contains(":") || text.contains("/") || text.matches("[0-9.]+");
    }

    /**
     * Reads a block; no name is ever looked up.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        byte[] prefix = address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> notABlock(text));
        int bits = prefix.length * Byte.SIZE;
        if (slash >= 0) {
            String length = text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
                throw notABlock(text);
            }
            bits = Integer.parseInt(length);
        }
        return new Cidr(text, prefix, bits);
    }

    /** The JDK looks nothing up that has either form. */
    private static Optional<byte[]> address(String text) {
        String literal = IPV6.matcher(text).matches() ? "[" + text + "]" : text;
        if (literal.equals(text) && !IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getAllByName(literal)[0].getAddress());
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException notABlock(String text) {
        return new IllegalArgumentException("'" + PlainText.of(text, 100)
                + "' is no block of addresses; expected one such as 10.0.0.0/8 or fc00::/7");
    }

    boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int mask = 0xff00 >> bits % Byte.SIZE & 0xff;
        return Arrays.equals(address, 0, whole, prefix, 0, whole)
                && (mask == 0 || (address[whole] & mask) == (prefix[whole] & mask));
    }

    @Override
    public String toString() {
        return text;
    }
}
