package dev.crier.bench;

import dev.crier.core.settings.Nearest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line. Stateless. */
final class BenchArguments {

    private static final double SLOWEST = 1e-3;
    private static final double FASTEST = 1e9;

    private static final int WIDTH = 110;
    private static final String OWN_HUB = "http://127.0.0.1/events/bench/%d";
    private static final String OWN_HUB_BATCHES = "http://127.0.0.1/events";
    private static final String NDJSON = "application/x-ndjson";

    private static final List<String> EXAMPLES = List.of(
            "Examples:",
            "  crier bench                                      1,000 subscribers, as fast as events are accepted",
            "  crier bench -n 10000 --rate 20                   latency with 10,000 subscribers",
            "  crier bench -n 10000 --idle 10                   memory for each idle connection",
            "  crier bench --publishers 2 --batch 500 -n 1      how many events a second are accepted",
            "  crier bench --rate 50 --storm 1000 --missed 100  1,000 clients come back at once",
            "  crier bench --idle-topics 100000                 heap for each topic",
            "  crier bench --startup                            how long a start takes",
            "  crier bench --url http://localhost:3000/sse/%%d --publish http://localhost:3000/pub/%%d",
            "                                                   any other server",
            "",
            "  crier bench compare --rows single,latency1k      the hub beside its peers, as docs/benchmarks.md shows",
            "  crier bench jmh -l                               benchmarks of the hot classes; arguments are JMH's",
            "  crier bench jcstress -l                          stress tests of the window; arguments are jcstress's, results",
            "                                                   go to hub-bench/target/jcstress",
            "");

    private static final List<String> FOOTER = List.of(
            "",
            "Every subscriber is checked for lost and doubled events, and for their order where one publish is under way"
                    + " at a time (--publishers 1): with more, nobody knows in which order the server got them.",
            "",
            "Exit codes: 0 all is whole, 1 something was lost, doubled or reordered, or the bench could not run,"
                    + " 2 the command is wrong.");

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
            default -> load(arguments);
        };
    }

    // ---- compare

    private static BenchCommand compare(List<String> arguments) {
        CommandLine line = new CommandLine(compareSpec());
        ParseResult said = parse(line, arguments);
        if (said.hasMatchedOption("--help")) {
            return new BenchCommand.Help(usage(line));
        }
        List<String> rows = Arrays.asList(text(said, "--rows").split(","));
        for (String row : rows) {
            if (!Compare.ROWS.containsKey(row)) {
                throw new UsageException("--rows: there is no row '" + row + "'"
                        + Nearest.to(row, Compare.ROWS.keySet())
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse("")
                        + " Known are " + String.join(", ", Compare.ROWS.keySet()));
            }
        }
        duration(said, "--warm-up");
        duration(said, "--seconds");
        return new BenchCommand.Compare(
                rows, atLeast(said, "--repeats", 1), text(said, "--warm-up"), text(said, "--seconds"), output(said));
    }

    private static CommandSpec compareSpec() {
        CommandSpec spec = CommandSpec.create()
                .name("crier bench compare")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(value(
                        "ROW,...",
                        "Which rows: " + String.join(", ", Compare.ROWS.keySet()) + ".",
                        String.join(",", Compare.ROWS.keySet()),
                        "--rows"))
                .addOption(value("N", "How often each is measured; medians are shown.", "3", "--repeats"))
                .addOption(value(
                        "SECONDS",
                        "How long a server is warmed up; a JVM on one core needs some time to compile.",
                        "15",
                        "--warm-up"))
                .addOption(value("SECONDS", "How long each measurement takes.", "3", "--seconds"))
                .addOption(value("FILE", "Appends every single result to a file, as a line of JSON.", "", "--output"))
                .addOption(flag("Leaves out the progress.", "-q", "--quiet"));
        spec.usageMessage()
                .width(WIDTH)
                .header("Measures the hub beside the practical limit and Nchan, in turn, and prints a table.", "")
                .footer(
                        "",
                        "The limit is a C server that does nothing but write (hub-bench/peers/limit.c; needs gcc). Nchan"
                                + " is nginx with its module (Debian: nginx-light, libnginx-mod-nchan). What isn't"
                                + " installed is left out. Server and client have a core of their own each (taskset), but"
                                + " in the rows of latency, where both have all of them.");
        return spec;
    }

    // ---- load

    private static BenchCommand load(List<String> arguments) {
        CommandLine line = new CommandLine(spec());
        ParseResult said = parse(line, arguments);
        if (said.hasMatchedOption("--help")) {
            return new BenchCommand.Help(usage(line));
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
            String meant = Nearest.to(found, option ? known : List.of("compare", "jmh", "jcstress"))
                    .map(nearest -> "; did you mean '" + nearest + "'?")
                    .orElse(";");
            throw new UsageException((option ? "unknown option '" : "unexpected argument '") + found + "'" + meant
                    + " '" + line.getCommandName() + " --help' shows all");
        } catch (ParameterException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String usage(CommandLine command) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), Ansi.OFF);
        return text.toString();
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("crier bench").addOption(flag("Shows this help.", "-h", "--help"));
        // The server.
        spec.addOption(value(
                        "URL",
                        "Where to subscribe, %d is the topic's number; else at a hub that is started for it.",
                        "",
                        "--url"))
                .addOption(value("URL", "Where to publish, %d is the topic's number.", "", "--publish"))
                .addOption(value("PID,...", "The server's processes, for CPU time and memory.", "", "--server-pid"));
        // Subscribers.
        spec.addOption(value("N", "Subscriptions.", "1000", "-n", "--subscribers"))
                .addOption(value("N", "Topics over which they are spread.", "1", "-t", "--topics"))
                .addOption(flag("Asks for compression, and inflates.", "-z", "--gzip"))
                .addOption(
                        headers("One more header of subscribers, such as 'Authorization: ...'.", "--subscriber-header"))
                .addOption(value("N", "Connections under way at a time.", "200", "--connecting"));
        // Publishers.
        spec.addOption(value("BYTES", "The data of one event.", "100", "-s", "--size"))
                .addOption(value(
                        "KIND", "What it consists of: text, one letter, or json, a market's tick.", "text", "--filler"))
                .addOption(value(
                        "TEXT",
                        "The body for one event: %P is its data, %d its topic's number; \\n, \\r, \\\\ and %% too.",
                        "%P",
                        "--body"))
                .addOption(value("TYPE", "The body's type.", "text/plain", "--content-type"))
                .addOption(value("METHOD", "How to publish.", "POST", "--method"))
                .addOption(headers("One more header of publishers.", "--publisher-header"))
                .addOption(value("N", "Publishes under way at a time.", "1", "-k", "--publishers"))
                .addOption(value(
                        "N", "Events in a publish; a hub of the bench's own gets them as NDJSON.", "1", "--batch"))
                .addOption(value(
                        "EVENTS",
                        "Events a second, whatever the server does; latency counts from when each is due.",
                        "",
                        "-r",
                        "--rate"))
                .addOption(value(
                        "EVENTS",
                        "The next event when fewer than so many are on their way to some subscriber.",
                        "",
                        "-w",
                        "--window"));
        // Times.
        spec.addOption(value("SECONDS", "Between the last connection and the first event.", "1", "--settle"))
                .addOption(value("SECONDS", "Published but not measured.", "2", "--warm-up"))
                .addOption(value("SECONDS", "What is measured.", "5", "-d", "--seconds"))
                .addOption(value("SECONDS", "The longest wait for the last events.", "5", "--grace"));
        // Other scenarios.
        spec.addOption(value("SECONDS", "Publishes nothing, and holds the connections for so long.", "", "--idle"))
                .addOption(value(
                        "M", "M more clients are cut, and come back at once while the others stay.", "", "--storm"))
                .addOption(value("K", "How many events they have missed by then.", "100", "--missed"))
                .addOption(value(
                        "N",
                        "Publishes one event on each of N topics, and says how much heap a topic costs.",
                        "",
                        "--idle-topics"))
                .addOption(flag("Starts the hub and a bare Vert.x server in turn, and compares.", "--startup"))
                .addOption(value("N", "How often, for --startup.", "5", "--repeats"));
        // Output.
        spec.addOption(value("NAME", "Names the run in its result.", "", "--label"))
                .addOption(flag("Prints JSON.", "--json"))
                .addOption(value("FILE", "Appends the result to a file, as a line of JSON.", "", "-o", "--output"))
                .addOption(flag("Leaves out the progress.", "-q", "--quiet"));
        UsageMessageSpec usage = spec.usageMessage();
        usage.width(WIDTH)
                .sortOptions(false)
                .header(EXAMPLES.toArray(String[]::new))
                .description(
                        "Puts load on a hub, or on any other server of Server-Sent Events, and checks what arrives.",
                        "")
                .footer(FOOTER.toArray(String[]::new));
        return spec;
    }

    private static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(first(names), others(names))
                .type(boolean.class)
                .description(description)
                .build();
    }

    private static OptionSpec value(String label, String description, String otherwise, String... names) {
        OptionSpec.Builder option = OptionSpec.builder(first(names), others(names))
                .type(String.class)
                .paramLabel(label)
                .description(escaped(description) + (otherwise.isEmpty() ? "" : " Else " + escaped(otherwise) + "."));
        return otherwise.isEmpty()
                ? option.build()
                : option.defaultValue(otherwise).build();
    }

    private static OptionSpec headers(String description, String... names) {
        return OptionSpec.builder(first(names), others(names))
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("'NAME: VALUE'")
                .description(description)
                .build();
    }

    /** The description is a format. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private static String first(String... names) {
        return names[0];
    }

    private static String[] others(String... names) {
        return Arrays.copyOfRange(names, 1, names.length);
    }
}
