package dev.crier.core.engine;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A subscriber in memory: an outlet that keeps what it gets, and whose socket the test can fill and drain. */
final class TestStream implements Outlet {

    private static final Pattern BLOCK =
            Pattern.compile("(?:event: (\\S+)\n)?data:(?: ?)([^\n]*)\n(?:id: (\\S+)\n)?\n");

    /** One block of the stream, as a browser would dispatch it. */
    record Block(String type, String data, String id) {}

    private final StringBuilder text = new StringBuilder();
    private int writes;
    private boolean writable = true;
    private Optional<EndReason> ended = Optional.empty();
    private Runnable drained = () -> {};
    private Consumer<Buffer> onWrite = bytes -> {};

    void onWrite(Consumer<Buffer> listener) {
        onWrite = listener;
    }

    /** Fills the socket, or drains it; on the stream's event loop. */
    void writable(boolean room) {
        boolean again = room && !writable;
        writable = room;
        if (again) {
            drained.run();
        }
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public synchronized void write(Buffer bytes) {
        text.append(bytes);
        writes++;
        onWrite.accept(bytes);
    }

    @Override
    public void onDrain(Runnable listener) {
        drained = listener;
    }

    @Override
    public synchronized void end(EndReason reason) {
        ended = Optional.of(reason);
    }

    synchronized int writes() {
        return writes;
    }

    synchronized Optional<EndReason> ended() {
        return ended;
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(
                    matcher.group(1) == null ? "" : matcher.group(1),
                    matcher.group(2),
                    matcher.group(3) == null ? "" : matcher.group(3)));
        }
        return blocks;
    }

    private Stream<Block> events() {
        return blocks().stream().filter(block -> !block.type().startsWith("hub."));
    }

    /** The data of the events, without the hub's own notices. */
    List<String> data() {
        return events().map(Block::data).toList();
    }

    List<Block> gaps() {
        return blocks().stream().filter(block -> block.type().equals("hub.gap")).toList();
    }

    /** What a browser would send as Last-Event-ID now. */
    String lastId() {
        return blocks().stream().map(Block::id).filter(id -> !id.isEmpty()).reduce("", (before, id) -> id);
    }
}
