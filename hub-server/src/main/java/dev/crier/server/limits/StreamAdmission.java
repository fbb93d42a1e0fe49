package dev.crier.server.limits;

import dev.crier.server.auth.Identity;
import dev.crier.server.http.Clients;
import dev.crier.server.metrics.ConnectionRefusal;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Decides about each stream before it opens: none does while memory is short, whoever shares the connection of a proxy counts
 * as if they were connected themselves, and there are only so many of one token. Safe to share.
 */
public final class StreamAdmission {

    private final Admission admission;
    private final Clients clients;
    private final Pressure pressure;
    private final HubMetrics metrics;

    /** Makes one for a hub. */
    public StreamAdmission(Admission admission, Clients clients, Pressure pressure, HubMetrics metrics) {
        this.admission = admission;
        this.clients = clients;
        this.pressure = pressure;
        this.metrics = metrics;
    }

    /**
     * Lets a stream in.
     *
     * @return what is to be done when it has ended; empty if it is to be told when to come back
     */
    public Optional<Runnable> admit(HttpServerRequest request, Identity identity) {
        if (pressure.high()) {
            metrics.connectionRefused(ConnectionRefusal.MEMORY);
            return Optional.empty();
        }
        Optional<Runnable> left =
                clients.byHeader(request) ? admission.admitProxied(clients.address(request)) : Optional.of(() -> {});
        if (left.isEmpty() || identity.anonymous()) {
            return left;
        }
        Runnable leave = left.get();
        Optional<Runnable> both = admission.admitPrincipal(identity.principal()).map(token -> () -> {
            leave.run();
            token.run();
        });
        if (both.isEmpty()) {
            leave.run();
        }
        return both;
    }
}
