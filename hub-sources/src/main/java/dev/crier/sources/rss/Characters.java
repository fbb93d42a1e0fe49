package dev.crier.sources.rss;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out in which encoding a document is: a byte order mark counts most, then the charset of the {@code Content-Type}
 * header, then the XML declaration (RFC 7303, section 3), then UTF-8.
 *
 * <p>Where documents are known to lie, the lie is seen through: ISO-8859-1 and US-ASCII mean windows-1252, as in every
 * browser; UTF-16 can't be declared in ASCII; and what is called UTF-8, but is none at all, is windows-1252. Stateless.
 */
final class Characters {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Pattern HEADER = Pattern.compile("(?i)charset\\s*=\\s*[\"']?([A-Za-z0-9._:-]+)");
    private static final Pattern DECLARATION =
            Pattern.compile("^\\s*<\\?xml[^>]*?\\bencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");
    private static final int DECLARED_WITHIN = 200;

    /** A byte order mark, one character for each byte. */
    private record Mark(Charset charset, String bytes) {}

    /** UTF-32 before UTF-16, whose little-endian mark it begins with. */
    private static final List<Mark> MARKS = List.of(
            new Mark(StandardCharsets.UTF_8, "\u00ef\u00bb\u00bf"),
            new Mark(Charset.forName("UTF-32LE"), "\u00ff\u00fe\0\0"),
            new Mark(Charset.forName("UTF-32BE"), "\0\0\u00fe\u00ff"),
            new Mark(StandardCharsets.UTF_16LE, "\u00ff\u00fe"),
            new Mark(StandardCharsets.UTF_16BE, "\u00fe\u00ff"));

    private Characters() {}

    /**
     * The document's text, without a byte order mark. What its encoding can't say becomes U+FFFD.
     *
     * @param contentType the header's value, empty if there was none
     */
    static String decode(byte[] document, String contentType) {
        for (Mark mark : MARKS) {
            if (begins(document, mark.bytes)) {
                return new String(document, mark.bytes.length(), document.length - mark.bytes.length(), mark.charset);
            }
        }
        Charset charset = inHeader(contentType)
                .or(() -> twoBytesEach(document))
                .or(() -> declared(document))
                .orElse(StandardCharsets.UTF_8);
        if (charset.equals(StandardCharsets.UTF_8) && looksLikeWindows1252(document)) {
            charset = WINDOWS_1252;
        }
        return new String(document, charset);
    }

    private static boolean begins(byte[] document, String bytes) {
        int length = bytes.length();
        return document.length >= length && new String(document, 0, length, StandardCharsets.ISO_8859_1).equals(bytes);
    }

    private static Optional<Charset> inHeader(String contentType) {
        Matcher charset = HEADER.matcher(contentType);
        return charset.find() ? named(charset.group(1)) : Optional.empty();
    }

    /** UTF-16 without its mark: the first character of any feed is ASCII. */
    private static Optional<Charset> twoBytesEach(byte[] document) {
        if (begins(document, "<\0") || begins(document, "{\0")) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return begins(document, "\0<") || begins(document, "\0{")
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    private static Optional<Charset> declared(byte[] document) {
        String head = new String(document, 0, Math.min(document.length, DECLARED_WITHIN), StandardCharsets.ISO_8859_1);
        Matcher declaration = DECLARATION.matcher(head);
        return declaration.find()
                ? named(declaration.group(1))
                        .filter(charset -> !charset.name().startsWith("UTF-16")
                                && !charset.name().startsWith("UTF-32"))
                : Optional.empty();
    }

    private static Optional<Charset> named(String name) {
        try {
            Charset charset = Charset.forName(name);
            boolean narrower = charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
            return Optional.of(narrower ? WINDOWS_1252 : charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    /** Whether there are bytes beyond ASCII, and not one pair of them is UTF-8. */
    private static boolean looksLikeWindows1252(byte[] document) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(document));
            return false;
        } catch (CharacterCodingException notUtf8) {
            return new String(document, StandardCharsets.UTF_8).chars().noneMatch(c -> c > 0x7f && c != 0xfffd);
        }
    }
}
