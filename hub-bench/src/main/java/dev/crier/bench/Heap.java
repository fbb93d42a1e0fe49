package dev.crier.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What the objects of a JVM take, as the JDK's {@code jcmd} says. Stateless; blocks its thread. */
public final class Heap {

    private Heap() {}

    /**
     * The bytes of all objects that are reachable, after a full collection; empty if the JVM can't be asked.
     *
     * @param pid the JVM's process
     */
    public static OptionalLong liveBytes(long pid) {
        return total(jcmd(pid, "GC.class_histogram"));
    }

    /**
     * How many objects of each of some classes are reachable, after a full collection; empty if the JVM can't be asked.
     *
     * @param pid the JVM's process
     * @param classes their full names
     */
    public static Map<String, Long> liveObjects(long pid, Collection<String> classes) {
        return objects(jcmd(pid, "GC.class_histogram"), classes);
    }

    /** What {@code jcmd} says; empty if it can't say it. */
    public static String jcmd(long pid, String... question) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(jcmd) ? jcmd.toString() : "jcmd");
        command.add(Long.toString(pid));
        command.addAll(List.of(question));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The bytes in the last line of a histogram, {@code Total <objects> <bytes>}. */
    static OptionalLong total(String histogram) {
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> List.of(line.trim().split("\\s+")))
                .filter(words -> words.size() == 3)
                .mapToLong(words -> Long.parseLong(words.get(2)))
                .findFirst();
    }

    /** The numbers in the lines of some classes, {@code <rank>: <objects> <bytes> <class> (<module>)}; those without one have 0. */
    static Map<String, Long> objects(String histogram, Collection<String> classes) {
        if (total(histogram).isEmpty()) {
            return Map.of();
        }
        Map<String, Long> objects = new TreeMap<>();
        classes.forEach(name -> objects.put(name, 0L));
        histogram
                .lines()
                .map(line -> List.of(line.trim().split("\\s+")))
                .filter(words -> words.size() >= 4 && objects.containsKey(words.get(3)))
                .forEach(words -> objects.put(words.get(3), Long.parseLong(words.get(1))));
        return objects;
    }
}
