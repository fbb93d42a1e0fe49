package dev.crier.server.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crier.core.settings.Printable;
import io.netty.util.NetUtil;
import java.net.InetAddress;

/** Addresses that begin alike, such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or a single one. Immutable. */
public final class AddressRange {

    private final String text;
    private final byte[] prefix;
    private final int bits;

    private AddressRange(String text, byte[] prefix, int bits) {
        this.text = text;
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads one; a name is none, since who answers to it may change.
     *
     * @throws IllegalArgumentException if the text is no range
     */
    @JsonCreator
    public static AddressRange of(String text) {
        String[] parts = text.split("/", -1);
        byte[] prefix = parts.length > 2 ? null : NetUtil.createByteArrayFromIpAddressString(parts[0]);
        if (prefix == null) {
            throw new IllegalArgumentException(
                    "a range of addresses is written as 10.0.0.0/8, 2001:db8::/32 or 192.0.2.1, not "
                            + Printable.quoted(text));
        }
        int most = prefix.length * Byte.SIZE;
        int bits = parts.length == 1 ? most : parts[1].matches("\\d{1,3}") ? Integer.parseInt(parts[1]) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("behind the '/' of a range of addresses is a number from 0 to " + most
                    + ", not " + Printable.quoted(parts[1]));
        }
        return new AddressRange(text, prefix, bits);
    }

    /** Whether an address is one of them; an IPv4 address that is written as an IPv6 one is the IPv4 one. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff00 >> (bits - bit) & 0xff;
            if (((bytes[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
