package dev.crier.sources.rss;

import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/** Where the name of an element comes from, as far as feeds need it. */
enum Vocabulary {
    /** RSS of any version: names without a prefix in no namespace, or in any that isn't known here. */
    RSS,
    /** Atom 1.0 and 0.3. */
    ATOM,
    /** Dublin Core, for dates, authors and subjects. */
    DUBLIN_CORE,
    /** The content module of RSS. */
    CONTENT,
    /** The syndication module of RSS. */
    SYNDICATION,
    /** Everything else, which is left unread. */
    OTHER;

    private static final Map<String, Vocabulary> NAMESPACES = Map.ofEntries(
            Map.entry("http://www.w3.org/2005/Atom", ATOM),
            Map.entry("http://purl.org/atom/ns#", ATOM),
            Map.entry("http://purl.org/rss/1.0/", RSS),
            Map.entry("http://my.netscape.com/rdf/simple/0.9/", RSS),
            Map.entry("http://channel.netscape.com/rdf/simple/0.9/", RSS),
            Map.entry("http://backend.userland.com/rss2", RSS),
            Map.entry("http://purl.org/dc/elements/1.1/", DUBLIN_CORE),
            Map.entry("http://purl.org/dc/elements/1.0/", DUBLIN_CORE),
            Map.entry("http://purl.org/dc/terms/", DUBLIN_CORE),
            Map.entry("http://purl.org/rss/1.0/modules/content/", CONTENT),
            Map.entry("http://purl.org/rss/1.0/modules/syndication/", SYNDICATION));

    /** What a prefix means where nobody has said it, which happens to hand-made feeds. */
    private static final Map<String, Vocabulary> CUSTOMARY = Map.of(
            "atom", ATOM,
            "dc", DUBLIN_CORE,
            "content", CONTENT,
            "sy", SYNDICATION,
            "rss", RSS);

    static Vocabulary of(Element element) {
        String prefix = prefix(element.tagName());
        String namespace = element.tag().namespace();
        if (prefix.isEmpty()) {
            return NAMESPACES.getOrDefault(namespace, RSS);
        }
        return declared(element, "xmlns:" + prefix)
                ? NAMESPACES.getOrDefault(namespace, OTHER)
                : CUSTOMARY.getOrDefault(prefix, OTHER);
    }

    /** The name without its prefix, in small letters. */
    static String localName(Element element) {
        String name = element.tagName();
        return name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    }

    private static String prefix(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? "" : name.substring(0, colon);
    }

    private static boolean declared(Element element, String declaration) {
        for (Element at = element; at != null; at = at.parent()) {
            if (at.hasAttr(declaration)) {
                return true;
            }
        }
        return false;
    }
}
