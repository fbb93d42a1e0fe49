package dev.crier.bench;

/** How a subscriber asks for its stream (RFC 9110, section 8.4.1). */
public enum Coding {
    /** As it is. */
    IDENTITY("identity"),
    /** Compressed by gzip (RFC 1952). */
    GZIP("gzip"),
    /** Compressed by zstd (RFC 8878). */
    ZSTD("zstd");

    private final String token;

    Coding(String token) {
        this.token = token;
    }

    /** The name in {@code Accept-Encoding} and {@code Content-Encoding}. */
    public String token() {
        return token;
    }
}
