package dev.crier.server;

import dev.crier.core.settings.Printable;
import dev.crier.server.config.HubConfig;
import dev.crier.server.tls.TlsException;
import dev.crier.server.tls.TlsIdentity;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files with certificates that a configuration names, which a hub reads when it starts. Stateless. */
final class NamedFiles {

    private NamedFiles() {}

    /** Why each of them that can't be used can't; reads them all, and blocks meanwhile. */
    static List<String> problems(HubConfig config) {
        if (!config.server().tls().enabled() && config.log().ca().isEmpty()) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        Vertx vertx = Vertx.vertx();
        try {
            certificate(config, vertx).ifPresent(problems::add);
            Histories.problem(config, vertx).ifPresent(problem -> problems.add(Printable.text("log.ca: " + problem)));
        } finally {
            vertx.close().await();
        }
        return problems;
    }

    private static Optional<String> certificate(HubConfig config, Vertx vertx) {
        try {
            if (config.server().tls().enabled()) {
                TlsIdentity.read(config.server().tls(), vertx);
            }
            return Optional.empty();
        } catch (TlsException unusable) {
            return Optional.of(Printable.text(String.valueOf(unusable.getMessage())));
        }
    }
}
