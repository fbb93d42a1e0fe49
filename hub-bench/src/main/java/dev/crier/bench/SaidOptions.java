package dev.crier.bench;

import dev.crier.core.settings.Nearest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What was said on a command line, by option; what can't be understood is a {@link UsageException} that names the option.
 * For one thread.
 */
final class SaidOptions {

    private final CommandLine line;
    private final ParseResult said;

    private SaidOptions(CommandLine line, ParseResult said) {
        this.line = line;
        this.said = said;
    }

    /**
     * Reads arguments.
     *
     * @throws UsageException if one is unknown, or lacks its value
     */
    static SaidOptions of(CommandLine line, List<String> arguments) {
        try {
            return new SaidOptions(line, line.parseArgs(arguments.toArray(String[]::new)));
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

    /** The help, if it was asked for. */
    Optional<BenchCommand> help() {
        return has("--help") ? Optional.of(new BenchCommand.Help(BenchOptions.usage(line))) : Optional.empty();
    }

    /** Whether an option was given. */
    boolean has(String option) {
        return said.hasMatchedOption(option);
    }

    /** What was given, or the default; empty if there is none. */
    String text(String option) {
        @Nullable String value = said.matchedOptionValue(option, null);
        if (value != null) {
            return value;
        }
        OptionSpec spec = said.commandSpec().findOption(option);
        return spec == null || spec.defaultValue() == null ? "" : spec.defaultValue();
    }

    int atLeast(String option, int least) {
        String text = text(option);
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

    double number(String option) {
        String text = text(option);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expected a number, not '" + text + "'");
        }
    }

    Duration duration(String option) {
        double seconds = number(option);
        if (!(seconds >= 0 && seconds <= Duration.ofDays(1).toSeconds())) {
            throw new UsageException(option + ": expected seconds, from 0 to a day, not " + text(option));
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** A list of names, each of which must be known. */
    List<String> names(String option, String what, Collection<String> known) {
        List<String> names = List.of(text(option).split(","));
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

    List<Long> pids(String option) {
        String text = text(option);
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return Arrays.stream(text.split(",")).map(Long::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new UsageException(option + ": expected numbers such as 123,456, not '" + text + "'");
        }
    }

    List<String> headers(String option) {
        List<String> headers = said.matchedOptionValue(option, List.of());
        for (String header : headers) {
            if (header.indexOf(':') < 1 || header.chars().anyMatch(c -> c < ' ')) {
                throw new UsageException(option + ": expected 'Name: value', not '" + header + "'");
            }
        }
        return headers;
    }

    BenchCommand.Output output() {
        String file = text("--output");
        return new BenchCommand.Output(
                has("--json"), file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)), has("--quiet"));
    }
}
