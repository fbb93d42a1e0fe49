package dev.crier.sources.rss;

import dev.crier.core.settings.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Undoes the {@code Content-Encoding} of a body (RFC 9110, section 8.4), never into more bytes than are allowed: a gzip bomb
 * ends at the bound. Blocks the thread for as long as that takes; stateless.
 */
final class ContentCoding {

    private ContentCoding() {}

    /**
     * The body as it was before it was encoded.
     *
     * @param coding the header's value, empty if there was none
     * @throws FeedException if it is encoded otherwise than by gzip, is damaged, or is too big
     */
    static byte[] decode(byte[] body, String coding, ByteSize most) {
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> gunzip(body, most);
            default ->
                throw new FeedException("it is encoded as '" + PlainText.of(coding, 100)
                        + "', which was not asked for; expected gzip or nothing");
        };
    }

    private static byte[] gunzip(byte[] body, ByteSize most) {
        int limit = (int) Math.min(most.bytes(), Integer.MAX_VALUE - 1L);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] decoded = in.readNBytes(limit + 1);
            if (decoded.length > limit) {
                throw new FeedException("it is more than " + most + " after decompression; max-bytes allows no more");
            }
            return decoded;
        } catch (EOFException cut) {
            throw new FeedException("its gzip data ends too early", cut);
        } catch (IOException damaged) {
            throw new FeedException("its gzip data is damaged: " + damaged.getMessage(), damaged);
        }
    }
}
