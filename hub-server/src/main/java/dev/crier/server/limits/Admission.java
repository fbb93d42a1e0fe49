package dev.crier.server.limits;

import dev.crier.server.config.ConnectionLimits;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.metrics.ConnectionRefusal;
import dev.crier.server.metrics.HubMetrics;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides about each connection as soon as the kernel has handed it over, before it has cost anything: so many in all, and so
 * many from one network. One more is closed at once, without a word: whoever floods reads none, and a browser's
 * {@code EventSource} that is closed before it has an answer tries again by itself.
 *
 * <p>Safe on any thread.
 */
public final class Admission {

    private final ConnectionLimits limits;
    private final ProxyConfig proxies;
    private final boolean dev;
    private final HubMetrics metrics;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Network, Integer> byNetwork = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> byPrincipal = new ConcurrentHashMap<>();

    /**
     * Makes one for a hub.
     *
     * @param proxies who connect for many, so that it is their clients who count
     * @param dev whether this machine's own connections don't count by their address
     */
    public Admission(ConnectionLimits limits, ProxyConfig proxies, boolean dev, HubMetrics metrics) {
        this.limits = limits;
        this.proxies = proxies;
        this.dev = dev;
        this.metrics = metrics;
    }

    /**
     * Lets a connection in.
     *
     * @return what is to be done when it has ended; empty if it is to be closed at once
     */
    public Optional<Runnable> admit(InetAddress address) {
        boolean proxy = proxies.trusts(address);
        if (proxies.protocol() && !proxy) { // it could say that it is anybody
            metrics.connectionRefused(ConnectionRefusal.PROXY);
            return Optional.empty();
        }
        if (open.incrementAndGet() > limits.total()) {
            open.decrementAndGet();
            metrics.connectionRefused(ConnectionRefusal.TOTAL);
            return Optional.empty();
        }
        Optional<Runnable> left = proxy ? Optional.of(() -> {}) : enter(address);
        if (left.isEmpty()) {
            open.decrementAndGet();
        }
        return left.map(leave -> () -> {
            leave.run();
            open.decrementAndGet();
        });
    }

    /**
     * Lets a connection in that a trusted proxy has made for somebody, as it says by the PROXY protocol.
     *
     * @return what is to be done when it has ended; empty if it is to be closed at once
     */
    public Optional<Runnable> admitTold(InetAddress client) {
        return proxies.trusts(client) ? Optional.of(() -> {}) : enter(client);
    }

    /**
     * Lets a stream in that came by way of a trusted proxy: it counts as a connection of its client would.
     *
     * @return what is to be done when it has ended; empty if there is no room for it
     */
    public Optional<Runnable> admitProxied(InetAddress client) {
        return enter(client);
    }

    private Optional<Runnable> enter(InetAddress address) {
        if (dev && address.isLoopbackAddress()) {
            return Optional.of(() -> {});
        }
        return enter(byNetwork, Network.of(address), limits.perAddress(), ConnectionRefusal.ADDRESS);
    }

    /**
     * Lets a stream in that is read with a token.
     *
     * @param principal whose it is
     * @return what is to be done when it has ended; empty if there is no room for it
     */
    public Optional<Runnable> admitPrincipal(String principal) {
        return enter(byPrincipal, principal, limits.perSubject(), ConnectionRefusal.TOKEN);
    }

    private <K> Optional<Runnable> enter(
            ConcurrentHashMap<K, Integer> counts, K key, int most, ConnectionRefusal reason) {
        if (counts.merge(key, 1, Integer::sum) > most) {
            leave(counts, key);
            metrics.connectionRefused(reason);
            return Optional.empty();
        }
        return Optional.of(() -> leave(counts, key));
    }

    private static <K> void leave(ConcurrentHashMap<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many are let in now. */
    public int open() {
        return open.get();
    }
}
