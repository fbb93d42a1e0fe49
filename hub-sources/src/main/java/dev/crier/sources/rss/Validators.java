package dev.crier.sources.rss;

/**
 * What a server said to recognise an unchanged document by (RFC 9110, section 8.8). Immutable and safe to share.
 *
 * @param url the address that the document came from; they mean nothing elsewhere
 * @param etag the {@code ETag}, empty if there was none
 * @param lastModified the {@code Last-Modified}, as it was sent, empty if there was none
 */
record Validators(String url, String etag, String lastModified) {

    /** None. */
    static final Validators NONE = new Validators("", "", "");

    private static final int LONGEST = 1_000;

    /** Makes validators; one that is too long to be kept counts as none. */
    Validators {
        etag = etag.length() > LONGEST ? "" : etag;
        lastModified = lastModified.length() > LONGEST ? "" : lastModified;
    }

    boolean appliesTo(FeedUrl to) {
        return url.equals(to.toString());
    }
}
