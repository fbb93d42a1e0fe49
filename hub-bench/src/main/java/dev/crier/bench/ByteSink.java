package dev.crier.bench;

/** Takes a stretch of bytes, which it must not keep. */
public interface ByteSink {

    /** Takes the bytes from one index to another, exclusively. */
    void accept(byte[] bytes, int from, int to);
}
