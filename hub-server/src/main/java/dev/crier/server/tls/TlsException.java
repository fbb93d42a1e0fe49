package dev.crier.server.tls;

/** Says why a certificate or its key can't be used, and names the key of the configuration that is to be mended. */
public final class TlsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
