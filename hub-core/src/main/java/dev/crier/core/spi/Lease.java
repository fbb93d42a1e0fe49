package dev.crier.core.spi;

import io.vertx.core.Future;

/** The right to be the only one who runs something, as long as it is renewed in time. Not thread-safe. */
public interface Lease {

    /** A number that grows with each holder, so that a log can refuse a late append of an earlier one. */
    long token();

    /** Extends the lease by its time; fails once another holder has it. */
    Future<Void> renew();

    /** Gives it back. */
    Future<Void> release();
}
