package dev.crier.sources.rss;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which addresses that aren't public a feed may be fetched from: none, all, or those that the operator lists.
 *
 * <p>In the configuration {@code false} (the default), {@code true}, or a list of hosts, addresses and blocks:
 * {@code [feeds.internal, 192.168.7.0/24, "fd00::/8"]}. A host is allowed wherever its name leads. Immutable and safe to
 * share.
 */
public final class AllowPrivate {

    /** Only public addresses. */
    public static final AllowPrivate NONE = new AllowPrivate(false, List.of(), List.of());

    private final boolean all;
    private final List<String> hosts;
    private final List<Cidr> blocks;

    private AllowPrivate(boolean all, List<String> hosts, List<Cidr> blocks) {
        this.all = all;
        this.hosts = hosts;
        this.blocks = blocks;
    }

    /**
     * Reads what stands in the configuration.
     *
     * @param written a boolean, a list of texts, or a text: {@code true}, {@code false}, or entries with commas between them
     * @throws IllegalArgumentException if it is something else, or an entry is neither a host nor a block
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AllowPrivate of(Object written) {
        if (written instanceof List<?> entries) {
            return ofEntries(entries);
        }
        String text = String.valueOf(written).strip();
        return switch (text) {
            case "true" -> new AllowPrivate(true, List.of(), List.of());
            case "false", "" -> NONE;
            default -> ofEntries(Arrays.asList(text.split(",", -1)));
        };
    }

    private static AllowPrivate ofEntries(List<?> entries) {
        List<String> hosts = new ArrayList<>();
        List<Cidr> blocks = new ArrayList<>();
        for (Object entry : entries) {
            String text = String.valueOf(entry).strip().toLowerCase(Locale.ROOT);
            if (Cidr.looksLikeOne(text)) {
                blocks.add(Cidr.of(text));
            } else if (text.matches("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")) {
                hosts.add(text);
            } else {
                throw new IllegalArgumentException(
                        "allow-private holds '" + PlainText.of(text, 100)
                                + "'; expected true, false, or a list of hosts and blocks such as [feeds.internal, 10.0.0.0/8]");
            }
        }
        return new AllowPrivate(false, List.copyOf(hosts), List.copyOf(blocks));
    }

    boolean allows(String host, InetAddress address) {
        return all
                || hosts.contains(host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
                || blocks.stream().anyMatch(block -> block.contains(address));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AllowPrivate allow && toString().equals(allow.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        if (all || (hosts.isEmpty() && blocks.isEmpty())) {
            return String.valueOf(all);
        }
        List<String> entries = new ArrayList<>(hosts);
        blocks.forEach(block -> entries.add(block.toString()));
        return String.join(",", entries);
    }
}
