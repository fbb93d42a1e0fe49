package dev.crier.bench;

/** Reads a stream without what compresses it, as it comes, however reads cut it. One for each stream; only for its thread. */
public interface Decoder extends AutoCloseable {

    /**
     * Reads on; what was decoded goes to the sink.
     *
     * @throws BenchException if it isn't what the server said it is
     */
    void feed(byte[] bytes, int from, int to, ByteSink out);

    /** Gives back the memory outside the heap. */
    @Override
    void close();
}
