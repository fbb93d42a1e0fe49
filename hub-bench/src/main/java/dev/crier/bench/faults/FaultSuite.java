package dev.crier.bench.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Runs scenarios one after the other, each with a hub of its own, and says what came of each. Blocks its thread. */
public final class FaultSuite {

    private static final List<Scenario> ALL = List.of(
            new CutLines(),
            new Partitions(),
            new Stalls(),
            new Overruns(),
            new ThousandStalled(),
            new Storm(),
            new VanishingPublishers(),
            new WildSources(),
            new FullDisk(),
            new FullLog(),
            new ClockJumps(),
            new Descriptors(),
            new Terminations(),
            new Kills(),
            new Restarts(),
            Cluster.PAIR,
            Cluster.CLUSTER,
            new Soak());

    private final Path home;
    private final PrintStream out;
    private final boolean requireAll;

    /**
     * Makes one.
     *
     * @param home the folder with the script that starts a hub
     * @param out where it says what came of each scenario
     * @param requireAll whether a scenario that can't be run here fails, and isn't passed over
     */
    public FaultSuite(Path home, PrintStream out, boolean requireAll) {
        this.home = home;
        this.out = out;
        this.requireAll = requireAll;
    }

    /** The names of all scenarios, in their order. */
    public static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    /**
     * Runs scenarios.
     *
     * @param names which
     * @param time for all of them together, their starts and ends not counted
     * @param seed what chance follows from
     * @return whether every subscriber got everything, and nothing else was wrong
     */
    public boolean run(List<String> names, Duration time, long seed) throws Exception {
        out.println("faults: " + names.size() + " scenarios of "
                + time.dividedBy(names.size()).toSeconds() + " s each; the same chance again with --seed " + seed);
        boolean whole = true;
        for (Scenario scenario : ALL) {
            if (names.contains(scenario.name())) {
                whole &= run(scenario, time.dividedBy(names.size()), seed);
            }
        }
        return whole;
    }

    private boolean run(Scenario scenario, Duration time, long seed) throws Exception {
        Optional<String> missing = scenario.missing();
        if (missing.isPresent()) {
            out.println("SKIPPED " + scenario.name() + ": it needs " + missing.get());
            return !requireAll;
        }
        Outcome outcome = outcome(scenario, home, time, seed);
        out.print(outcome.text());
        out.flush();
        return outcome.whole();
    }

    static Outcome outcome(Scenario scenario, Path home, Duration time, long seed) throws Exception {
        Path folder = Files.createTempDirectory("crier-faults-");
        long chance = new Random(seed + scenario.name().hashCode()).nextLong();
        try (Round round = new Round(home, time, chance, folder, scenario.topics())) {
            try {
                scenario.run(round);
            } catch (IOException | RuntimeException e) {
                round.require(false, e.toString());
            }
            return round.outcome(scenario.name());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
