package dev.crier.server.http;

/** Sees streams come and go, and may turn them away; the demo's lab does. Called on the event loops of the streams. */
public interface StreamWatch {

    /** Watches nothing. */
    StreamWatch NONE = new StreamWatch() {
        @Override
        public boolean admits(Target target) {
            return true;
        }

        @Override
        public void opened(Target target, LiveStream stream) {}

        @Override
        public void closed(Target target, LiveStream stream) {}
    };

    /** Whether a stream may open; otherwise its connection is closed without an answer. */
    boolean admits(Target target);

    /** A stream has opened. */
    void opened(Target target, LiveStream stream);

    /** A stream has closed, for whatever reason. */
    void closed(Target target, LiveStream stream);
}
