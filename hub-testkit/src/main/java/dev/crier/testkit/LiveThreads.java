package dev.crier.testkit;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The threads that there were at one moment, to find those that came later. Immutable. */
record LiveThreads(Set<Thread> threads) {

    /**
     * Of Vert.x and the JDK, begun when they are first needed: shared by all that runs in a process, or ended by the JDK when
     * nobody uses them any more.
     */
    private static final Pattern SHARED = Pattern.compile("vert\\.x-.*|vertx-.*|globalEventExecutor.*"
            + "|ForkJoinPool.*|CompletableFutureDelayScheduler|HttpClient-.*|Keep-Alive-Timer|VirtualThread-unparker");

    /** Of the JVM itself. */
    private static final Set<String> JVM = Set.of("system", "InnocuousThreadGroup");

    static LiveThreads now() {
        return new LiveThreads(Set.copyOf(Thread.getAllStackTraces().keySet()));
    }

    /**
     * The threads that weren't there then, are still alive, and belong to somebody.
     *
     * @param mayStay those that are nobody's business
     */
    List<Thread> left(Predicate<Thread> mayStay) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threads.contains(thread) && !shared(thread) && !mayStay.test(thread))
                .toList();
    }

    private static boolean shared(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return !thread.isAlive()
                || group == null
                || JVM.contains(group.getName())
                || SHARED.matcher(thread.getName()).matches();
    }

    /** A thread and what it does, for people. */
    static String describe(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return thread.getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
