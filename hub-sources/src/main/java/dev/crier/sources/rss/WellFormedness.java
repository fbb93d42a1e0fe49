package dev.crier.sources.rss;

import java.io.StringReader;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.nodes.Entities;

/**
 * Says what is wrong with an XML document, for people: the parser that reads feeds forgives everything and reports nothing.
 *
 * <p>The JDK's strict parser, without DTDs: none is read, none is asked for, and no entity is expanded. HTML's named entities
 * are no error, since feeds are full of them and they are understood. Blocks the thread; stateless.
 */
final class WellFormedness {

    /** Deeper than any feed; the parser that reads feeds cuts there too. */
    static final int DEEPEST = 100;

    private static final int MOST_NAMESPACES = 1_000;

    private WellFormedness() {}

    private static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of the document is ever read");
        });
        return factory;
    }

    /** The first thing that is wrong, and where; empty if nothing is. */
    static Optional<String> problem(String xml) {
        try {
            XMLStreamReader reader = hardened().createXMLStreamReader(new StringReader(xml));
            try {
                return firstProblem(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException malformed) {
            return Optional.of(said(malformed));
        } catch (MissingResourceException malformed) { // the JDK has no message for some faults of a document type
            return Optional.of("its document type isn't well-formed");
        }
    }

    private static Optional<String> firstProblem(XMLStreamReader reader) throws XMLStreamException {
        int depth = 0;
        int namespaces = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    namespaces += reader.getNamespaceCount();
                    if (++depth > DEEPEST) {
                        return Optional.of("its elements nest more than " + DEEPEST + " deep");
                    }
                    if (namespaces > MOST_NAMESPACES) {
                        return Optional.of("more than " + MOST_NAMESPACES + " namespaces are declared at once");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    namespaces -= reader.getNamespaceCount();
                    depth--;
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    if (!Entities.isNamedEntity(reader.getLocalName())) {
                        return Optional.of("the entity &" + PlainText.of(reader.getLocalName(), 50) + "; in line "
                                + reader.getLocation().getLineNumber() + " is unknown");
                    }
                }
                default -> {
                    // Text and the rest can't be wrong by itself.
                }
            }
        }
        return Optional.empty();
    }

    /** The parser's message without its preamble. */
    private static String said(XMLStreamException malformed) {
        String message = String.valueOf(malformed.getMessage());
        int text = message.indexOf("Message: ");
        String where = malformed.getLocation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "line %d, column %d: ",
                        malformed.getLocation().getLineNumber(),
                        malformed.getLocation().getColumnNumber());
        return where + PlainText.of(text < 0 ? message : message.substring(text + "Message: ".length()), 200);
    }
}
