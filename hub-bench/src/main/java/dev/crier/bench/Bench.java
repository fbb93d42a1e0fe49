package dev.crier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.bench.faults.FaultSuite;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The command line of the bench: {@code ./crier bench}.
 *
 * <p>The exit code is 0 if all went well and nothing was lost, doubled or reordered, 1 if not, and 2 if the command is wrong.
 * Results go to the standard output, all else to the standard error. Not thread-safe.
 */
public final class Bench {

    private static final int FAILED = 1;
    private static final int WRONG_COMMAND = 2;

    private final PrintStream out;
    private final PrintStream err;
    private final Path home;

    Bench(PrintStream out, PrintStream err, Path home) {
        this.out = out;
        this.err = err;
        this.home = home;
    }

    /** Runs a command, and ends the JVM with its exit code. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(System.getProperty("crier.home", "")).toAbsolutePath();
        System.exit(new Bench(System.out, System.err, home).run(List.of(arguments)));
    }

    int run(List<String> arguments) throws Exception {
        try {
            return run(BenchArguments.parse(arguments)) ? 0 : FAILED;
        } catch (UsageException e) {
            err.println("crier bench: " + e.getMessage());
            return WRONG_COMMAND;
        } catch (BenchException e) {
            err.println("crier bench: " + e.getMessage());
            return FAILED;
        }
    }

    private boolean run(BenchCommand command) throws Exception {
        if (command instanceof BenchCommand.Help help) {
            out.print(help.text());
            return true;
        } else if (command instanceof BenchCommand.Load load) {
            return load(load);
        } else if (command instanceof BenchCommand.Storm storm) {
            return storm(storm);
        } else if (command instanceof BenchCommand.IdleTopics idle) {
            return idleTopics(idle);
        } else if (command instanceof BenchCommand.Startup startup) {
            Startup.Result result = new Startup(home, startup.repeats(), progress(startup.output())).run();
            print(startup.output(), result.text(), result.json());
            return true;
        } else if (command instanceof BenchCommand.Compare compare) {
            return new Compare(compare, home, out, err).run();
        } else if (command instanceof BenchCommand.Faults faults) {
            boolean requireAll = "all".equals(System.getenv("CRIER_REQUIRE"));
            return new FaultSuite(home, out, requireAll).run(faults.scenarios(), faults.time(), faults.seed());
        } else if (command instanceof BenchCommand.Jmh jmh) {
            org.openjdk.jmh.Main.main(jmh.arguments().toArray(String[]::new));
            return true;
        }
        return jcstress(((BenchCommand.Jcstress) command).arguments());
    }

    /** In a process of its own, since jcstress leaves files where it is started. */
    private boolean jcstress(List<String> arguments) throws IOException, InterruptedException {
        Path folder = home.resolve("hub-bench/target/jcstress");
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                OwnServer.java().toString(), "-cp", Startup.ownClassPath(), org.openjdk.jcstress.Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor()
                == 0;
    }

    private boolean load(BenchCommand.Load load) {
        LoadResult result = withServer(load, Map.of(), plan -> new LoadRun(plan, progress(load.output())).run());
        print(load.output(), Report.text(result), Report.json(result));
        return result.whole();
    }

    private boolean storm(BenchCommand.Storm storm) {
        BenchCommand.Load load = storm.load();
        // A topic keeps what was missed, and what is published while the clients come back.
        Map<String, String> kept = Map.of(
                "CRIER_TOPIC_DEFAULTS_RETENTION_EVENTS",
                Integer.toString(100_000 + storm.missed()),
                "CRIER_TOPIC_DEFAULTS_RETENTION_BYTES",
                "256MiB");
        StormResult result = withServer(
                load, kept, plan -> new StormRun(plan, storm.clients(), storm.missed(), progress(load.output())).run());
        print(load.output(), result.text(), result.json());
        return result.whole();
    }

    private boolean idleTopics(BenchCommand.IdleTopics idle) {
        BenchCommand.Load load = idle.load();
        IdleTopicsRun.Result result = withServer(
                load,
                IdleTopicsRun.configuration(idle.topics()),
                plan -> new IdleTopicsRun(plan, idle.topics(), progress(load.output())).run());
        print(load.output(), result.text(), result.json());
        return true;
    }

    private <T> T withServer(BenchCommand.Load load, Map<String, String> configuration, Function<LoadPlan, T> run) {
        if (!load.ownHub()) {
            return run.apply(load.plan());
        }
        try (OwnServer hub = OwnServer.hub(home, List.of(), configuration)) {
            return run.apply(load.plan().at(hub.port(), hub.pid()));
        }
    }

    private Progress progress(BenchCommand.Output output) {
        return new Progress(err, output.quiet());
    }

    private void print(BenchCommand.Output output, String text, ObjectNode json) {
        if (output.json()) {
            out.println(Report.line(json));
        } else {
            out.print(text);
        }
        output.file().ifPresent(file -> append(file, Report.line(json)));
    }

    static void append(Path file, String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BenchException("The result can't be written to " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
