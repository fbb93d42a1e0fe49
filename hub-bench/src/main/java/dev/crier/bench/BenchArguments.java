package dev.crier.bench;

import dev.crier.bench.faults.FaultSuite;
import dev.crier.core.settings.Nearest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line. Stateless. */
final class BenchArguments {

    private static final double SLOWEST = 1e-3;
    private static final double FASTEST = 1e9;
    private static final double SHORTEST_MINUTES = 0.1;
    private static final double LONGEST_MINUTES = 10_080;
    private static final int MOST_SEED = 1_000_000;

    private static final String OWN_HUB = "http://127.0.0.1/events/bench/%d";
    private static final String OWN_HUB_BATCHES = "http://127.0.0.1/events";
    private static final String NDJSON = "application/x-ndjson";

    private BenchArguments() {}

    /**
     * Reads arguments.
     *
     * @throws UsageException if they can't be understood
     */
    static BenchCommand parse(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (first) {
            case "jmh" -> new BenchCommand.Jmh(rest);
            case "jcstress" -> new BenchCommand.Jcstress(rest);
            case "compare" -> compare(rest);
            case "faults" -> faults(rest);
            default -> load(arguments);
        };
    }

    // ---- compare

    private static BenchCommand compare(List<String> arguments) {
        CommandLine line = new CommandLine(BenchOptions.ofCompare());
        ParseResult said = parse(line, arguments);
        if (said.hasMatchedOption("--help")) {
            return new BenchCommand.Help(BenchOptions.usage(line));
        }
        List<String> rows = names(said, "--rows", "row", CompareRow.ROWS.keySet());
        duration(said, "--warm-up");
        duration(said, "--seconds");
        return new BenchCommand.Compare(
                rows, atLeast(said, "--repeats", 1), text(said, "--warm-up"), text(said, "--seconds"), output(said));
    }

    // ---- faults

    private static BenchCommand faults(List<String> arguments) {
        CommandLine line = new CommandLine(BenchOptions.ofFaults());
        ParseResult said = parse(line, arguments);
        if (said.hasMatchedOption("--help")) {
            return new BenchCommand.Help(BenchOptions.usage(line));
        }
        double minutes = number(said, "--minutes");
        if (!(minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES)) {
            throw new UsageException(
                    "--minutes: expected minutes, from 0.1 to a week (10080), not " + text(said, "--minutes"));
        }
        return new BenchCommand.Faults(
                names(said, "--only", "scenario", FaultSuite.names()),
                Duration.ofMillis((long) (minutes * Duration.ofMinutes(1).toMillis())),
                said.hasMatchedOption("--seed") ? atLeast(said, "--seed", 0) : new Random().nextInt(MOST_SEED));
    }

    /** A list of names, each of which must be known. */
    private static List<String> names(ParseResult said, String option, String what, Collection<String> known) {
        List<String> names = List.of(text(said, option).split(","));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new UsageException(option + ": there is no " + what + " '" + name + "'"
                        + Nearest.to(name, known)
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse("")
                        + " Known are " + String.join(", ", known));
            }
        }
        return names;
    }

    // ---- load

    private static BenchCommand load(List<String> arguments) {
        CommandLine line = new CommandLine(BenchOptions.ofLoad());
        ParseResult said = parse(line, arguments);
        if (said.hasMatchedOption("--help")) {
            return new BenchCommand.Help(BenchOptions.usage(line));
        }
        if (said.hasMatchedOption("--startup")) {
            return new BenchCommand.Startup(atLeast(said, "--repeats", 1), output(said));
        }
        boolean ownHub = !said.hasMatchedOption("--url");
        if (ownHub && said.hasMatchedOption("--publish")) {
            throw new UsageException("--publish says where to publish at a server of your own, so --url is needed too");
        }
        int idleTopics = said.hasMatchedOption("--idle-topics") ? atLeast(said, "--idle-topics", 1) : 0;
        int topics = idleTopics > 0 ? idleTopics : atLeast(said, "--topics", 1);
        if (topics > Marker.MOST_TOPICS) {
            throw new UsageException("at most " + Marker.MOST_TOPICS + " topics are possible");
        }
        LoadPlan.Subscribe subscribe = new LoadPlan.Subscribe(
                Target.of("--url", ownHub ? OWN_HUB : text(said, "--url")),
                atLeast(said, "--subscribers", 1),
                topics,
                headers(said, "--subscriber-header"),
                said.hasMatchedOption("--gzip"),
                atLeast(said, "--connecting", 1));
        if (idleTopics == 0 && topics > subscribe.subscribers() && said.hasMatchedOption("--window")) {
            throw new UsageException(
                    "--window waits for subscribers, so each topic needs one: --topics is more than --subscribers");
        }
        boolean idle = said.hasMatchedOption("--idle");
        Optional<LoadPlan.Publish> publish =
                idle ? Optional.empty() : Optional.of(publish(said, ownHub, idleTopics > 0));
        LoadPlan.Times times = new LoadPlan.Times(
                duration(said, idle ? "--idle" : "--settle"),
                duration(said, "--warm-up"),
                duration(said, "--seconds"),
                duration(said, "--grace"));
        BenchCommand.Load load = new BenchCommand.Load(
                ownHub, new LoadPlan(text(said, "--label"), subscribe, publish, times, pids(said)), output(said));
        if (idleTopics > 0) {
            return new BenchCommand.IdleTopics(load, idleTopics);
        }
        return said.hasMatchedOption("--storm") ? storm(said, load) : load;
    }

    private static BenchCommand storm(ParseResult said, BenchCommand.Load load) {
        LoadPlan.Publish publish = load.plan()
                .publish()
                .orElseThrow(() -> new UsageException("--storm needs events, so it can't go with --idle"));
        if (!(publish.pace() instanceof Pace.Rate)) {
            throw new UsageException("--storm needs --rate, the steady rate of those who stay");
        }
        return new BenchCommand.Storm(load, atLeast(said, "--storm", 1), atLeast(said, "--missed", 0));
    }

    private static LoadPlan.Publish publish(ParseResult said, boolean ownHub, boolean idleTopics) {
        Payload.Filler filler = filler(said);
        int batch = said.hasMatchedOption("--batch") || !idleTopics ? atLeast(said, "--batch", 1) : 1_000;
        boolean ownBatches = ownHub && !said.hasMatchedOption("--body") && (batch > 1 || idleTopics);
        if (batch > 1 && !ownBatches && text(said, "--body").equals("%P")) {
            throw new UsageException("--batch joins bodies as they are, so give a --body that ends each event, such as"
                    + " '{\"topic\":\"bench/%d\",\"data\":\"%P\"}\\n'");
        }
        String quote = filler == Payload.Filler.JSON ? "" : "\"";
        String body =
                ownBatches ? "{\"topic\":\"bench/%d\",\"data\":" + quote + "%P" + quote + "}\\n" : text(said, "--body");
        String contentType =
                said.hasMatchedOption("--content-type") || !ownBatches ? text(said, "--content-type") : NDJSON;
        List<String> headers = new ArrayList<>(List.of("Content-Type: " + contentType));
        headers.addAll(headers(said, "--publisher-header"));
        return new LoadPlan.Publish(
                publishTarget(said, ownHub, ownBatches),
                text(said, "--method"),
                headers,
                BodyTemplate.of(body),
                filler,
                atLeast(said, "--size", filler.least()),
                atLeast(said, "--publishers", 1),
                batch,
                pace(said));
    }

    private static Target publishTarget(ParseResult said, boolean ownHub, boolean batches) {
        if (ownHub) {
            return Target.of("--publish", batches ? OWN_HUB_BATCHES : OWN_HUB);
        }
        if (!said.hasMatchedOption("--publish")) {
            throw new UsageException(
                    "--publish is missing: where to publish; or --idle SECONDS, to hold connections alone");
        }
        return Target.of("--publish", text(said, "--publish"));
    }

    private static Payload.Filler filler(ParseResult said) {
        return switch (text(said, "--filler")) {
            case "text" -> Payload.Filler.TEXT;
            case "json" -> Payload.Filler.JSON;
            default ->
                throw new UsageException("--filler: expected text or json, not '" + text(said, "--filler") + "'");
        };
    }

    private static Pace pace(ParseResult said) {
        boolean rate = said.hasMatchedOption("--rate");
        boolean window = said.hasMatchedOption("--window");
        if (rate && window) {
            throw new UsageException("--rate and --window are two ways to pace publishing; choose one");
        }
        if (rate) {
            double events = number(said, "--rate");
            if (!(events >= SLOWEST && events <= FASTEST)) { // nor a number that is none
                throw new UsageException(
                        "--rate: expected 0.001 to 1000000000 events a second, not " + text(said, "--rate"));
            }
            return new Pace.Rate(events);
        }
        return window ? new Pace.Window(atLeast(said, "--window", 1)) : new Pace.AsAccepted();
    }

    private static List<Long> pids(ParseResult said) {
        String text = text(said, "--server-pid");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return Arrays.stream(text.split(",")).map(Long::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new UsageException("--server-pid: expected numbers such as 123,456, not '" + text + "'");
        }
    }

    private static List<String> headers(ParseResult said, String option) {
        List<String> headers = said.matchedOptionValue(option, List.of());
        for (String header : headers) {
            if (header.indexOf(':') < 1 || header.chars().anyMatch(c -> c < ' ')) {
                throw new UsageException(option + ": expected 'Name: value', not '" + header + "'");
            }
        }
        return headers;
    }

    private static BenchCommand.Output output(ParseResult said) {
        String file = text(said, "--output");
        return new BenchCommand.Output(
                said.hasMatchedOption("--json"),
                file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)),
                said.hasMatchedOption("--quiet"));
    }

    // ---- values

    private static String text(ParseResult said, String option) {
        @Nullable String value = said.matchedOptionValue(option, null);
        if (value != null) {
            return value;
        }
        OptionSpec spec = said.commandSpec().findOption(option);
        return spec == null || spec.defaultValue() == null ? "" : spec.defaultValue();
    }

    private static int atLeast(ParseResult said, String option, int least) {
        String text = text(said, option);
        try {
            int value = Integer.parseInt(text);
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expected a whole number, not '" + text + "'");
        }
        throw new UsageException(option + ": expected at least " + least + ", not " + text);
    }

    private static double number(ParseResult said, String option) {
        String text = text(said, option);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expected a number, not '" + text + "'");
        }
    }

    private static Duration duration(ParseResult said, String option) {
        double seconds = number(said, option);
        if (!(seconds >= 0 && seconds <= Duration.ofDays(1).toSeconds())) {
            throw new UsageException(option + ": expected seconds, from 0 to a day, not " + text(said, option));
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    // ---- the command line

    private static ParseResult parse(CommandLine line, List<String> arguments) {
        try {
            return line.parseArgs(arguments.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            String found = e.getUnmatched().get(0);
            List<String> known = line.getCommandSpec().options().stream()
                    .flatMap(option -> Arrays.stream(option.names()))
                    .toList();
            boolean option = found.startsWith("-");
            String meant = Nearest.to(found, option ? known : List.of("compare", "faults", "jmh", "jcstress"))
                    .map(nearest -> "; did you mean '" + nearest + "'?")
                    .orElse(";");
            throw new UsageException((option ? "unknown option '" : "unexpected argument '") + found + "'" + meant
                    + " '" + line.getCommandName() + " --help' shows all");
        } catch (ParameterException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
