package dev.crier.bench;

import dev.crier.bench.faults.FaultSuite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

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
            case "compare" -> read(BenchOptions.ofCompare(), rest, BenchArguments::compare);
            case "faults" -> read(BenchOptions.ofFaults(), rest, BenchArguments::faults);
            default -> read(BenchOptions.ofLoad(), arguments, BenchArguments::load);
        };
    }

    private static BenchCommand read(
            CommandSpec options, List<String> arguments, Function<SaidOptions, BenchCommand> command) {
        SaidOptions said = SaidOptions.of(new CommandLine(options), arguments);
        return said.help().orElseGet(() -> command.apply(said));
    }

    // ---- compare

    private static BenchCommand compare(SaidOptions said) {
        List<String> rows = said.names("--rows", "row", CompareRow.ROWS.keySet());
        said.duration("--warm-up");
        said.duration("--seconds");
        return new BenchCommand.Compare(
                rows, said.atLeast("--repeats", 1), said.text("--warm-up"), said.text("--seconds"), said.output());
    }

    // ---- faults

    private static BenchCommand faults(SaidOptions said) {
        double minutes = said.number("--minutes");
        if (!(minutes >= SHORTEST_MINUTES && minutes <= LONGEST_MINUTES)) {
            throw new UsageException(
                    "--minutes: expected minutes, from 0.1 to a week (10080), not " + said.text("--minutes"));
        }
        return new BenchCommand.Faults(
                said.names("--only", "scenario", FaultSuite.names()),
                Duration.ofMillis((long) (minutes * Duration.ofMinutes(1).toMillis())),
                said.has("--seed") ? said.atLeast("--seed", 0) : new Random().nextInt(MOST_SEED));
    }

    // ---- load

    private static BenchCommand load(SaidOptions said) {
        if (said.has("--startup")) {
            return new BenchCommand.Startup(said.atLeast("--repeats", 1), said.output());
        }
        boolean ownHub = !said.has("--url");
        if (ownHub && said.has("--publish")) {
            throw new UsageException("--publish says where to publish at a server of your own, so --url is needed too");
        }
        int idleTopics = said.has("--idle-topics") ? said.atLeast("--idle-topics", 1) : 0;
        int topics = idleTopics > 0 ? idleTopics : said.atLeast("--topics", 1);
        if (topics > Marker.MOST_TOPICS) {
            throw new UsageException("at most " + Marker.MOST_TOPICS + " topics are possible");
        }
        LoadPlan.Subscribe subscribe = new LoadPlan.Subscribe(
                Target.of("--url", ownHub ? OWN_HUB : said.text("--url")),
                said.atLeast("--subscribers", 1),
                topics,
                said.headers("--subscriber-header"),
                coding(said),
                said.atLeast("--connecting", 1));
        if (idleTopics == 0 && topics > subscribe.subscribers() && said.has("--window")) {
            throw new UsageException(
                    "--window waits for subscribers, so each topic needs one: --topics is more than --subscribers");
        }
        boolean idle = said.has("--idle");
        Optional<LoadPlan.Publish> publish =
                idle ? Optional.empty() : Optional.of(publish(said, ownHub, idleTopics > 0));
        LoadPlan.Times times = new LoadPlan.Times(
                said.duration(idle ? "--idle" : "--settle"),
                said.duration("--warm-up"),
                said.duration("--seconds"),
                said.duration("--grace"));
        BenchCommand.Load load = new BenchCommand.Load(
                ownHub,
                new LoadPlan(said.text("--label"), subscribe, publish, times, said.pids("--server-pid")),
                said.output());
        if (idleTopics > 0) {
            return new BenchCommand.IdleTopics(load, idleTopics);
        }
        return said.has("--storm") ? storm(said, load) : load;
    }

    private static Coding coding(SaidOptions said) {
        if (said.has("--gzip") && said.has("--zstd")) {
            throw new UsageException("--gzip and --zstd are two ways to compress; choose one");
        }
        return said.has("--zstd") ? Coding.ZSTD : said.has("--gzip") ? Coding.GZIP : Coding.IDENTITY;
    }

    private static BenchCommand storm(SaidOptions said, BenchCommand.Load load) {
        LoadPlan.Publish publish = load.plan()
                .publish()
                .orElseThrow(() -> new UsageException("--storm needs events, so it can't go with --idle"));
        if (!(publish.pace() instanceof Pace.Rate)) {
            throw new UsageException("--storm needs --rate, the steady rate of those who stay");
        }
        return new BenchCommand.Storm(load, said.atLeast("--storm", 1), said.atLeast("--missed", 0));
    }

    private static LoadPlan.Publish publish(SaidOptions said, boolean ownHub, boolean idleTopics) {
        Payload.Filler filler = filler(said);
        int batch = said.has("--batch") || !idleTopics ? said.atLeast("--batch", 1) : 1_000;
        boolean ownBatches = ownHub && !said.has("--body") && (batch > 1 || idleTopics);
        if (batch > 1 && !ownBatches && said.text("--body").equals("%P")) {
            throw new UsageException("--batch joins bodies as they are, so give a --body that ends each event, such as"
                    + " '{\"topic\":\"bench/%d\",\"data\":\"%P\"}\\n'");
        }
        String quote = filler == Payload.Filler.JSON ? "" : "\"";
        String body =
                ownBatches ? "{\"topic\":\"bench/%d\",\"data\":" + quote + "%P" + quote + "}\\n" : said.text("--body");
        String contentType = said.has("--content-type") || !ownBatches ? said.text("--content-type") : NDJSON;
        List<String> headers = new ArrayList<>(List.of("Content-Type: " + contentType));
        headers.addAll(said.headers("--publisher-header"));
        return new LoadPlan.Publish(
                publishTarget(said, ownHub, ownBatches),
                said.text("--method"),
                headers,
                BodyTemplate.of(body),
                filler,
                said.atLeast("--size", filler.least()),
                said.atLeast("--publishers", 1),
                batch,
                pace(said));
    }

    private static Target publishTarget(SaidOptions said, boolean ownHub, boolean batches) {
        if (ownHub) {
            return Target.of("--publish", batches ? OWN_HUB_BATCHES : OWN_HUB);
        }
        if (!said.has("--publish")) {
            throw new UsageException(
                    "--publish is missing: where to publish; or --idle SECONDS, to hold connections alone");
        }
        return Target.of("--publish", said.text("--publish"));
    }

    private static Payload.Filler filler(SaidOptions said) {
        return switch (said.text("--filler")) {
            case "text" -> Payload.Filler.TEXT;
            case "json" -> Payload.Filler.JSON;
            default -> throw new UsageException("--filler: expected text or json, not '" + said.text("--filler") + "'");
        };
    }

    private static Pace pace(SaidOptions said) {
        boolean rate = said.has("--rate");
        boolean window = said.has("--window");
        if (rate && window) {
            throw new UsageException("--rate and --window are two ways to pace publishing; choose one");
        }
        if (rate) {
            double events = said.number("--rate");
            if (!(events >= SLOWEST && events <= FASTEST)) { // nor a number that is none
                throw new UsageException(
                        "--rate: expected 0.001 to 1000000000 events a second, not " + said.text("--rate"));
            }
            return new Pace.Rate(events);
        }
        return window ? new Pace.Window(said.atLeast("--window", 1)) : new Pace.AsAccepted();
    }
}
