package dev.crier.server.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whose connections count together: an IPv4 address, or the /64 of an IPv6 address, since whoever has one of those has all.
 *
 * @param ip6 whether it is of IPv6
 * @param prefix the address, or the first half of it
 */
public record Network(boolean ip6, long prefix) {

    /** The network of an address; an IPv4 address that is written as an IPv6 one is the IPv4 one. */
    public static Network of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new Network(true, bytes.getLong())
                : new Network(false, bytes.getInt());
    }
}
