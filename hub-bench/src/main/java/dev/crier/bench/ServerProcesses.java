package dev.crier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The processes of a server and all their descendants, as Linux's {@code /proc} shows them. Not thread-safe.
 */
final class ServerProcesses {

    private static final Path PROC = Path.of("/proc");
    /** Linux tells CPU time in hundredths of a second, whatever its kernel counts in. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int PARENT = 1;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /**
     * What the processes have used and hold.
     *
     * @param userSeconds CPU time in their own code
     * @param systemSeconds CPU time in the kernel
     * @param residentKib memory, what they share counted for each
     * @param proportionalKib memory, what they share counted once; 0 if the system doesn't tell
     */
    record Usage(double userSeconds, double systemSeconds, long residentKib, long proportionalKib) {

        double cpuSeconds() {
            return userSeconds + systemSeconds;
        }
    }

    private final List<Long> roots;

    ServerProcesses(List<Long> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Whether the system tells what processes use. */
    static boolean visible() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /**
     * What they use now; empty if there are none, or the system doesn't tell.
     *
     * @param memory whether to look at the memory too, which takes the kernel a while
     * @throws BenchException if one that was named is gone
     */
    Optional<Usage> usage(boolean memory) {
        if (roots.isEmpty() || !visible()) {
            return Optional.empty();
        }
        Map<Long, List<String>> stats = stats();
        long user = 0;
        long system = 0;
        long resident = 0;
        long proportional = 0;
        for (long pid : family(stats)) {
            List<String> stat = stats.get(pid);
            if (stat == null) {
                throw new BenchException("The server's process " + pid + " is gone.");
            }
            user += Long.parseLong(stat.get(USER_TICKS));
            system += Long.parseLong(stat.get(SYSTEM_TICKS));
            if (memory) {
                resident += kib(pid, "status", "VmRSS:");
                proportional += kib(pid, "smaps_rollup", "Pss:");
            }
        }
        return Optional.of(new Usage(user / TICKS_PER_SECOND, system / TICKS_PER_SECOND, resident, proportional));
    }

    /** The fields of each process's {@code stat}, from its state on. */
    private static Map<Long, List<String>> stats() {
        Map<Long, List<String>> stats = new HashMap<>();
        try (Stream<Path> processes = Files.list(PROC)) {
            for (Path process : processes.toList()) {
                String name = process.getFileName().toString();
                if (name.chars().allMatch(Character::isDigit)) {
                    String stat = read(process.resolve("stat"));
                    int end = stat.lastIndexOf(')'); // its name may hold spaces and parentheses
                    if (end > 0) {
                        stats.put(
                                Long.valueOf(name),
                                List.of(stat.substring(end + 2).split(" ")));
                    }
                }
            }
        } catch (IOException e) {
            throw new BenchException("/proc can't be read: " + e.getMessage() + ".", e);
        }
        return stats;
    }

    private Set<Long> family(Map<Long, List<String>> stats) {
        Map<Long, List<Long>> children = new HashMap<>();
        stats.forEach(
                (pid, stat) -> children.computeIfAbsent(Long.valueOf(stat.get(PARENT)), parent -> new ArrayList<>())
                        .add(pid));
        Set<Long> family = new HashSet<>();
        Deque<Long> next = new ArrayDeque<>(roots);
        while (!next.isEmpty()) {
            long pid = next.remove();
            if (family.add(pid)) {
                next.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return family;
    }

    private static long kib(long pid, String file, String field) {
        return read(PROC.resolve(Long.toString(pid)).resolve(file))
                .lines()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .orElse(0L);
    }

    /** A file of a process; empty if the process has just ended, or the file is closed to us. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
