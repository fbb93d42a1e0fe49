package dev.crier.core.engine;

/** How the bytes of a stream are coded on their way (RFC 9110, section 8.4.1). Stateless. */
public enum ContentCoding {
    /** As they are. */
    IDENTITY("identity"),
    /** gzip (RFC 1952), compressed once for all members of an audience, see {@link SharedCompression}. */
    GZIP("gzip");

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The name in {@code Accept-Encoding} and {@code Content-Encoding}. */
    public String token() {
        return token;
    }
}
