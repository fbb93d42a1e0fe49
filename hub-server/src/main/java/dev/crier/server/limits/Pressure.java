package dev.crier.server.limits;

import io.netty.util.internal.PlatformDependent;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether memory runs short, so that the hub takes no new work before it fails in what it has.
 *
 * <p>Of the heap counts what a collection left, since what lies around until then is no sign of anything; of the memory beside
 * it, what is in use. But collectors say what they left of old objects only after a full collection (G1's old generation was 90 %
 * full of live ones and said 0), so one is asked for, too, when there are so many that it matters what they are. Once it is short the JVM may have no reason to collect any more, so it is asked to, and after each time that
 * didn't help only after twice as long. Looked at every {@value #EVERY_MILLIS} ms; {@link #high} is safe on any thread and costs a
 * read.
 */
public final class Pressure {

    private static final Logger LOG = LoggerFactory.getLogger(Pressure.class);

    static final long EVERY_MILLIS = 250;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final double most;
    private final DoubleSupplier used;
    private final DoubleSupplier old;
    private final LongSupplier nanos;
    private volatile boolean high;
    private long collected;
    private Duration pause = Duration.ZERO;

    /**
     * Makes one.
     *
     * @param percent from how much of the memory on it is short
     * @param used how much is in use, as a part of 1
     */
    public Pressure(int percent, DoubleSupplier used) {
        this(percent, used, oldObjects(), System::nanoTime);
    }

    /**
     * The same by another account of the heap, and another clock.
     *
     * @param old how much of the heap objects take that have lived for a while, dead or not, as a part of 1
     * @param nanos the time, as {@link System#nanoTime} has it
     */
    Pressure(int percent, DoubleSupplier used, DoubleSupplier old, LongSupplier nanos) {
        this.most = percent / 100.0;
        this.used = used;
        this.old = old;
        this.nanos = nanos;
        this.collected = nanos.getAsLong();
    }

    /** How much of this JVM's memory is in use, as a part of 1: of the heap or beside it, whichever is more. */
    public static DoubleSupplier ofThisJvm() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .toList();
        long heap = Runtime.getRuntime().maxMemory();
        long direct = PlatformDependent.maxDirectMemory();
        return () -> {
            long left = 0;
            for (MemoryPoolMXBean pool : pools) {
                MemoryUsage after = pool.getCollectionUsage();
                left += Math.min(after.getUsed(), pool.getUsage().getUsed());
            }
            double beside = direct > 0 ? (double) PlatformDependent.usedDirectMemory() / direct : 0;
            return Math.max((double) left / heap, beside);
        };
    }

    /** Of the pools of a heap, those for old objects alone have a threshold for their use. */
    private static DoubleSupplier oldObjects() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .toList();
        double heap = Runtime.getRuntime().maxMemory();
        return () -> pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum() / heap;
    }

    /** Looks from now on, for as long as Vert.x runs. */
    public void watch(Vertx vertx) {
        Callable<Boolean> collect = () -> {
            System.gc();
            return true;
        };
        vertx.setPeriodic(EVERY_MILLIS, due -> look(() -> vertx.executeBlocking(collect)));
    }

    /**
     * Looks now.
     *
     * @param collect begins a collection, without waiting for it
     */
    void look(Runnable collect) {
        boolean now = used.getAsDouble() > most;
        if (now != high) {
            high = now;
            if (now) {
                LOG.warn("Memory runs short: new publishes and streams are refused until there is more");
            } else {
                LOG.info("There is memory again");
            }
        }
        long since = nanos.getAsLong() - collected;
        boolean unsure = !now && old.getAsDouble() > most;
        if ((now || unsure) && since >= pause.toNanos()) {
            collected = nanos.getAsLong();
            pause = pause.isZero() ? FIRST_PAUSE : longer(pause);
            collect.run();
        } else if (!now && !unsure && since >= FIRST_PAUSE.toNanos()) {
            pause = Duration.ZERO;
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** Whether it is short. */
    public boolean high() {
        return high;
    }
}
