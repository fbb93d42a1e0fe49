package dev.crier.core;

import java.util.Objects;

/**
 * What a publisher that must be the only one holds up with each event: the lease by which it is, and its token in it. The
 * log stores nothing for a publisher that has been succeeded, however late that comes.
 *
 * @param lease the lease's name; empty for none
 * @param token what {@link dev.crier.core.spi.Lease#token()} says
 */
public record Fence(String lease, long token) {

    /** No fence: anybody may publish this. */
    public static final Fence NONE = new Fence("", 0);

    /** Makes a fence. */
    public Fence {
        Objects.requireNonNull(lease, "lease");
    }

    /** Whether there is a lease at all. */
    public boolean present() {
        return !lease.isEmpty();
    }
}
