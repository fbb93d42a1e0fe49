package dev.crier.sources.rss;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * What a feed says, as one line of plain text: no markup, no control characters, no half of a surrogate pair, not endless.
 *
 * <p>Entities are decoded once: HTML that shows a reader the letters of an entity still shows them afterwards. Stateless.
 */
final class PlainText {

    /** More HTML than this isn't looked at: an HTML parser may take quadratic time, and no summary needs more. */
    private static final int LONGEST_HTML = 20_000;

    private PlainText() {}

    /** The text of a piece of HTML, without scripts and styles, at most so many characters and an ellipsis. */
    static String ofHtml(String html, int longest) {
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return of(html, longest);
        }
        Document page = Jsoup.parseBodyFragment(cut(html, LONGEST_HTML));
        return of(page.body().text(), longest);
    }

    /** A text in one line, at most so many characters and an ellipsis. */
    static String of(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                gap = !line.isEmpty();
                continue;
            }
            int needed = (gap ? 1 : 0) + Character.charCount(c);
            if (line.length() + needed > longest) {
                return line.append('…').toString();
            }
            if (gap) {
                line.append(' ');
                gap = false;
            }
            line.appendCodePoint(unpaired(c) ? 0xFFFD : c);
        }
        return line.toString();
    }

    private static boolean unpaired(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
