package dev.crier.server;

import dev.crier.server.admin.AdminException;
import dev.crier.server.config.ServerConfig;
import dev.crier.server.tls.TlsException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Why a hub could not start, in one line that says what to do. Stateless. */
final class StartFailure {

    private StartFailure() {}

    static String explain(Throwable failure, ServerConfig server) {
        // First of all, since whatever wraps a failure repeats its words.
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AdminException || cause instanceof TlsException || cause instanceof HistoryException) {
                return String.valueOf(cause.getMessage());
            }
        }
        String where = server.host() + ":" + server.port();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("address already in use") || message.contains("address in use")) {
                return "port " + server.port() + " is in use; stop what listens on " + where
                        + ", or choose another port: --port " + another(server.port()) + " (0 is any free one)";
            } else if (message.contains("permission denied")) {
                return "listening on " + where
                        + " is not permitted; choose a port above 1023: --port 8080, or grant the right to bind lower ones";
            } else if (message.contains("cannot assign requested address")
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException) {
                return "'" + server.host() + "' is no address of this machine; --host 0.0.0.0 is all of them,"
                        + " --host 127.0.0.1 this machine alone";
            }
        }
        return "the hub could not start: " + (failure.getCause() == null ? failure : failure.getCause())
                + "; --verbose logs more";
    }

    private static int another(int port) {
        return port < 65_535 ? port + 1 : 8080;
    }
}
