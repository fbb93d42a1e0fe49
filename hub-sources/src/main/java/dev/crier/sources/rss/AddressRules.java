package dev.crier.sources.rss;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps feeds from making the hub talk to machines that only the hub can reach: a URL, a redirect or a name that leads to an
 * address that isn't public is refused.
 *
 * <p>Judged are addresses, never names, and the connection then goes to the very address that was judged, so a name that
 * answers differently the second time gains nothing. IPv4 is refused by the list of special blocks (RFC 6890 and its
 * registry); IPv6 is refused unless it is global unicast and none of the special blocks in there. An IPv4 address in IPv6's
 * clothes (mapped, or behind the well-known NAT64 prefix) is judged as that IPv4 address. Immutable and safe to share.
 */
final class AddressRules {

    private static final Logger LOG = LoggerFactory.getLogger(AddressRules.class);

    /** Blocks that aren't public, and what they are for people. */
    private record Kind(String name, List<Cidr> blocks) {}

    /** The first that fits is told. */
    private static final List<Kind> REFUSED = List.of(
            kind("this machine itself", "0.0.0.0/8", "127.0.0.0/8", "::/128", "::1/128"),
            kind("a private network", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
            // The single address is Azure's, which gives each of its machines secrets there, although it looks public.
            kind("a provider's inner network", "100.64.0.0/10", "168.63.129.16"),
            kind("link-local", "169.254.0.0/16", "fe80::/10"),
            kind("multicast", "224.0.0.0/4", "ff00::/8"),
            kind("an address translator", "64:ff9b:1::/48", "2001::/32", "2002::/16", "192.88.99.0/24", "::/96"),
            kind(
                    "reserved",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "3fff::/20"));

    private static final Cidr GLOBAL_UNICAST = Cidr.of("2000::/3");
    private static final Cidr NAT64 = Cidr.of("64:ff9b::/96");
    private static final Cidr ZEROS = Cidr.of("::/80");
    private static final int IPV4_AT = 12;

    private final AllowPrivate allowed;

    AddressRules(AllowPrivate allowed) {
        this.allowed = allowed;
    }

    private static Kind kind(String name, String... blocks) {
        return new Kind(name, blocks(blocks));
    }

    private static List<Cidr> blocks(String... blocks) {
        return Arrays.stream(blocks).map(Cidr::of).toList();
    }

    /**
     * The addresses of a host that may be connected to, in the same order. Of those that may not, only the log says what they
     * are: the failure is published as the source's health, and what a name means in the hub's own network is nobody's business.
     *
     * @throws FeedException if there is none
     */
    List<InetAddress> permitted(String host, List<InetAddress> addresses) {
        List<InetAddress> permitted = new ArrayList<>();
        String why = "it has no address";
        List<String> refused = new ArrayList<>();
        for (InetAddress address : addresses) {
            Optional<String> kind = special(address.getAddress());
            if (kind.isEmpty() || allowed.allows(host, address)) {
                permitted.add(address);
            } else {
                why = "it leads to an address that isn't public";
                refused.add(address.getHostAddress() + " (" + kind.get() + ")");
            }
        }
        if (permitted.isEmpty()) {
            LOG.warn("{} is refused, since it leads to {}", host, refused);
            throw new FeedException(host + " is refused: " + why + "; allow-private can list it");
        }
        return permitted;
    }

    /** What an address is if it isn't public. */
    static Optional<String> special(byte[] address) {
        if (NAT64.contains(address) || mapped(address)) {
            return special(Arrays.copyOfRange(address, IPV4_AT, address.length));
        }
        for (Kind kind : REFUSED) {
            if (kind.blocks.stream().anyMatch(block -> block.contains(address))) {
                return Optional.of(kind.name);
            }
        }
        boolean beyond = address.length > Integer.BYTES && !GLOBAL_UNICAST.contains(address);
        return beyond ? Optional.of("reserved") : Optional.empty();
    }

    /** Whether it is {@code ::ffff:} and an IPv4 address, a form that the JDK's own parser never leaves as it is. */
    private static boolean mapped(byte[] address) {
        return ZEROS.contains(address) && address[10] == -1 && address[11] == -1;
    }
}
