package dev.crier.testkit;

import dev.crier.core.spi.EventSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The rules of sources that keep their place can be kept. */
class ReaderSourceContractTest extends EventSourceContract {

    @BeforeEach
    void openABook() {
        ReaderSource.BOOK.clear();
    }

    @Override
    protected Class<? extends EventSource<?>> source() {
        return ReaderSource.class;
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("topic", "book", "every", "1h");
    }

    @Override
    protected void somethingNew() {
        ReaderSource.BOOK.add("page " + ReaderSource.BOOK.size());
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
