package dev.crier.bench.faults;

import dev.crier.bench.ClientLoop;
import dev.crier.bench.Coding;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Subscribers on a thread of their own. Commands and questions may come from any thread; the readers see one. */
final class Crowd implements AutoCloseable {

    private static final List<Coding> CODINGS = List.of(Coding.IDENTITY, Coding.GZIP, Coding.ZSTD);
    private static final long TURN = TimeUnit.MILLISECONDS.toNanos(4);

    private final Random random;
    private final Ledger ledger;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final List<Reader> readers = new ArrayList<>();
    private final Thread thread = new Thread(this::work, "fault-readers");
    private final ClientLoop loop = new ClientLoop();
    private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(10), 2);
    private Tally gone = Tally.NONE;
    private volatile boolean closed;

    Crowd(long seed, Ledger ledger) {
        this.random = new Random(seed);
        this.ledger = ledger;
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try (loop) {
            while (!closed) {
                for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                    command.run();
                }
                loop.turn(System.nanoTime() + TURN);
                long now = System.nanoTime();
                for (int i = 0; i < readers.size(); i++) {
                    readers.get(i).turn(now);
                }
            }
        }
    }

    /** Adds subscribers, a third by gzip, a third by zstd: each of all topics, or of one that the writers publish on and some by chance. */
    void add(int count, int port) {
        add(count, () -> port);
    }

    /** The same, each of whose connections goes to a port that is asked for. */
    void add(int count, IntSupplier port) {
        ask(all -> {
            for (int i = 0; i < count; i++) {
                all.add(one(port, CODINGS.get(i % CODINGS.size())));
            }
            return 0;
        });
    }

    private Reader one(IntSupplier port, Coding coding) {
        List<Integer> topics = new ArrayList<>();
        int kind = random.nextInt(3);
        int first = random.nextInt(ledger.topics() - 1);
        for (int topic = 0; topic < ledger.topics(); topic++) {
            if (kind == 0 || topic == first || (kind == 1 && random.nextBoolean())) {
                topics.add(topic);
            }
        }
        return new Reader(
                loop,
                new Random(random.nextLong()),
                port,
                topics,
                coding,
                new Inbox(new Account(topics, ledger), latencies));
    }

    /** Does something to the readers, on their thread, and waits for its answer. */
    <T> T ask(Function<List<Reader>, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        commands.add(() -> {
            try {
                answer.complete(question.apply(readers));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Sends some away for good, who must have got what was published until they went. */
    void sendAway(int count) {
        ask(all -> {
            for (int i = 0; i < count && !all.isEmpty(); i++) {
                Reader reader = all.remove(random.nextInt(all.size()));
                reader.cut(false);
                gone = gone.plus(reader.soFar());
            }
            return 0;
        });
    }

    /** Cuts some by chance, who come back by themselves. */
    void cutSome(double part) {
        ask(all -> {
            for (Reader reader : all) {
                if (random.nextDouble() < part) {
                    reader.cut(true);
                }
            }
            return 0;
        });
    }

    boolean allOpen() {
        return ask(all -> all.stream().allMatch(Reader::open));
    }

    /** Whether all have so many events of each topic, or know of a gap. */
    boolean allHave(long[] published) {
        return ask(all -> all.stream().allMatch(reader -> reader.account().has(published)));
    }

    boolean allComplete() {
        return allHave(ledger.takenOfEach());
    }

    /** How often those that are here have come back, all together. */
    long reconnects() {
        return ask(all -> all.stream().mapToLong(Reader::reconnects).sum());
    }

    /** How often they have come back, each at least. */
    long fewestReconnects() {
        return ask(all -> all.stream().mapToLong(Reader::reconnects).min().orElse(0));
    }

    /** The fewest gaps that any of them was told of. */
    long fewestGaps() {
        return ask(all ->
                all.stream().mapToLong(reader -> reader.account().gaps()).min().orElse(0));
    }

    /** The most gaps that any of them was told of. */
    long mostGaps() {
        return ask(all ->
                all.stream().mapToLong(reader -> reader.account().gaps()).max().orElse(0));
    }

    /** Measures from now on; answers the 99th percentile of what was measured before, in milliseconds. */
    double latencies() {
        return ask(all -> {
            double p99 = latencies.getValueAtPercentile(99) / 1e6;
            latencies.reset();
            return p99;
        });
    }

    /** Some of those who miss something, and how far they are; for people. */
    String behind() {
        return ask(all -> all.stream()
                .filter(reader -> !reader.account().has(ledger.takenOfEach()))
                .limit(3)
                .map(reader -> String.join(", ", reader.account().behind()))
                .collect(Collectors.joining("; ")));
    }

    /** What all of them got; once nothing more is to come. */
    Tally tally() {
        return ask(all -> {
            Tally sum = gone;
            for (Reader reader : all) {
                sum = sum.plus(reader.tally());
            }
            return sum;
        });
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
