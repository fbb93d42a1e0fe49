package dev.crier.bench;

import dev.crier.bench.faults.FaultSuite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options that the bench has, with what its help says of them; {@link BenchArguments} reads them. Stateless. */
final class BenchOptions {

    private static final int WIDTH = 110;

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
            "  crier bench faults --minutes 3                   cut lines, stalled readers, full disks, kill -9 and more",
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

    private BenchOptions() {}

    /** What {@code --help} shows. */
    static String usage(CommandLine command) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), Ansi.OFF);
        return text.toString();
    }

    /** Of {@code crier bench}. */
    static CommandSpec ofLoad() {
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
                .addOption(flag("Asks for compression by gzip, and reads it.", "-z", "--gzip"))
                .addOption(flag("The same by zstd.", "--zstd"))
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

    /** Of {@code crier bench compare}. */
    static CommandSpec ofCompare() {
        CommandSpec spec = CommandSpec.create()
                .name("crier bench compare")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(value(
                        "ROW,...",
                        "Which rows: " + String.join(", ", CompareRow.ROWS.keySet()) + ".",
                        String.join(",", CompareRow.ROWS.keySet()),
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

    /** Of {@code crier bench faults}. */
    static CommandSpec ofFaults() {
        String scenarios = String.join(",", FaultSuite.names());
        CommandSpec spec = CommandSpec.create()
                .name("crier bench faults")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(value(
                        "MINUTES",
                        "How long the harm goes on, for all scenarios together; their starts and ends come on top.",
                        "3",
                        "--minutes"))
                .addOption(value("N", "Repeats the chance of another run, which has said its seed.", "", "--seed"))
                .addOption(value("NAME,...", "Which scenarios.", scenarios, "--only"));
        spec.usageMessage()
                .width(WIDTH)
                .header(
                        "Does to hubs of its own what networks, machines and users do, and counts what is lost by it.",
                        "")
                .footer(
                        "",
                        "Each subscriber must get every event once, whole and in order, or be told of a gap; a line for each"
                                + " scenario says what came. 'clock' needs libfaketime. Exit codes: 0 nothing was lost,"
                                + " doubled, reordered or broken, 1 something was, 2 the command is wrong.");
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
