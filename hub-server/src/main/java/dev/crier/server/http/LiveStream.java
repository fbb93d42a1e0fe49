package dev.crier.server.http;

/** One open stream, as something that can be done to. Safe on any thread. */
public interface LiveStream {

    /** Closes its connection at once, as if the network had failed. */
    void cut();

    /** Sends nothing more until {@link #skip}, as if its reader had stalled. */
    void hold();

    /** Goes on at the newest event, and tells the reader what it missed. */
    void skip();
}
