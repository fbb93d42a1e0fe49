package dev.crier.server.tls;

import dev.crier.server.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a running server the certificate that its files hold now: looks at them every so often, and compares what they hold,
 * since a renewal may replace a link, a folder or the bytes.
 *
 * <p>New connections get the new certificate; open ones live on with theirs. Two files can't be replaced at one moment, and a
 * renewal can go wrong: what can't be used is logged once, and the certificate of before stays until the files change again.
 * Files that were seen half replaced are seen whole the next time. Runs on a context of its own, for as long as Vert.x does.
 */
public final class CertificateWatch {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final Vertx vertx;
    private final TlsConfig config;
    private final Function<ServerSSLOptions, Future<Boolean>> server;
    private TlsFiles seen;
    private String complaint = "";

    private CertificateWatch(
            Vertx vertx, TlsConfig config, TlsFiles seen, Function<ServerSSLOptions, Future<Boolean>> server) {
        this.seen = seen;
        this.vertx = vertx;
        this.config = config;
        this.server = server;
    }

    /**
     * Begins to look.
     *
     * @param used the certificate that the server has
     * @param server takes a new one
     */
    public static void start(
            Vertx vertx, TlsConfig config, TlsIdentity used, Function<ServerSSLOptions, Future<Boolean>> server) {
        CertificateWatch watch = new CertificateWatch(vertx, config, used.files(), server);
        vertx.getOrCreateContext().runOnContext(now -> watch.next());
    }

    private void next() {
        vertx.setTimer(config.reload().toMillis(), due -> look().onComplete(looked -> next()));
    }

    private Future<Boolean> look() {
        return vertx.executeBlocking(this::changed)
                .map(Objects::requireNonNull)
                .compose(changed -> changed.isPresent()
                        ? server.apply(changed.get().options())
                                .onSuccess(used -> LOG.info(
                                        "The certificate has changed: {}",
                                        changed.get().description()))
                        : Future.succeededFuture(false))
                .onFailure(this::complain);
    }

    /** The identity in the files, if they hold others than the last time. */
    private Optional<TlsIdentity> changed() {
        TlsFiles now = TlsFiles.read(config);
        if (now.equals(seen)) {
            return Optional.empty();
        }
        seen = now;
        TlsIdentity identity = TlsIdentity.of(now, vertx);
        complaint = "";
        return Optional.of(identity);
    }

    private void complain(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (!message.equals(complaint)) {
            complaint = message;
            LOG.error("The certificate of before stays in use, since the new one can't be used: {}", message);
        }
    }
}
