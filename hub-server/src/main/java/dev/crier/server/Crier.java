package dev.crier.server;

import dev.crier.core.settings.Printable;
import dev.crier.core.settings.Settings;
import dev.crier.core.settings.SettingsException;
import dev.crier.core.source.SourceCatalog;
import dev.crier.server.CommandLineArguments.Command;
import dev.crier.server.CommandLineArguments.Invocation;
import dev.crier.server.CommandLineArguments.UsageException;
import dev.crier.server.auth.Authentication;
import dev.crier.server.auth.KeygenCommand;
import dev.crier.server.auth.TokenCommand;
import dev.crier.server.config.ConfigException;
import dev.crier.server.config.ConfigLoader;
import dev.crier.server.config.LoadedConfig;
import dev.crier.server.log.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code crier}: runs a hub, checks a configuration, shows what is in effect, or makes keys and tokens.
 *
 * <p>What a user got wrong is said in lines without a stack trace. One thread, which {@code serve} blocks.
 */
public final class Crier {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    /** How much of standard input is read; no token is that long. In bytes. */
    private static final int MOST_INPUT = 64 << 10;

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Crier(Map<String, String> environment, Path workingDirectory, InputStream in, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the command and exits with 0 if all went well, 1 if the hub could not run, 2 if the user got something wrong. */
    public static void main(String[] arguments) {
        int exitCode =
                new Crier(System.getenv(), Path.of(""), System.in, System.out, System.err).run(List.of(arguments));
        Logging.close();
        System.exit(exitCode);
    }

    /** Returns the exit code; {@code serve} returns only if the hub can't start. */
    int run(List<String> arguments) {
        try {
            Invocation invocation = CommandLineArguments.parse(arguments);
            if (invocation.command() == Command.HELP) {
                out.print(invocation.text());
                return OK;
            } else if (invocation.command() == Command.VERSION) {
                out.println(CrierVersion.line());
                return OK;
            }
            return switch (invocation.command()) {
                case KEYGEN, TOKEN_MINT, TOKEN_SHOW -> keysAndTokens(invocation);
                default -> run(invocation);
            };
        } catch (UsageException e) {
            err.println("crier: " + e.getMessage());
            return WRONG;
        } catch (ConfigException e) {
            e.problems().forEach(err::println);
            err.println("crier: " + count(e.problems().size(), "problem") + " in the configuration");
            return WRONG;
        } catch (InterruptedException e) {
            return FAILED;
        }
    }

    private int keysAndTokens(Invocation invocation) {
        try {
            switch (invocation.command()) {
                case KEYGEN ->
                    Settings.bind(invocation.options(), KeygenCommand.class).run(workingDirectory, out);
                case TOKEN_MINT ->
                    out.println(Settings.bind(invocation.options(), TokenCommand.Mint.class)
                            .token(workingDirectory));
                default -> TokenCommand.show(token(invocation), out);
            }
            return OK;
        } catch (SettingsException e) {
            e.problems()
                    .forEach(problem -> err.println("crier: " + (problem.path().isEmpty() ? "" : "--") + problem));
            return WRONG;
        } catch (IllegalArgumentException e) {
            err.println("crier: " + Printable.text(String.valueOf(e.getMessage())));
            return WRONG;
        }
    }

    private String token(Invocation invocation) {
        try {
            return invocation.text().isEmpty()
                    ? new String(in.readNBytes(MOST_INPUT), StandardCharsets.UTF_8)
                    : invocation.text();
        } catch (IOException e) {
            throw new IllegalArgumentException("standard input can't be read", e);
        }
    }

    private int run(Invocation invocation) throws InterruptedException {
        LoadedConfig loaded = load(invocation);
        loaded.warnings().forEach(warning -> err.println("warning: " + warning));
        return switch (invocation.command()) {
            case CHECK -> check(loaded);
            case CONFIG -> {
                refused(loaded).forEach(plugin -> err.println("warning: " + plugin));
                out.print(loaded.effective());
                yield OK;
            }
            default -> new ServeCommand(loaded, out, err).run();
        };
    }

    /** Everything that is wrong is said at once, the level and the format of the log too. */
    private LoadedConfig load(Invocation invocation) {
        List<String> problems = new ArrayList<>();
        chooseLogLevel(invocation).ifPresent(problems::add);
        chooseLogFormat().ifPresent(problems::add);
        try {
            LoadedConfig loaded =
                    new ConfigLoader(environment, workingDirectory, SourceCatalog.builtIn()).load(invocation.request());
            Authentication.check(loaded.config().auth());
            if (problems.isEmpty()) {
                return loaded;
            }
        } catch (ConfigException e) {
            problems.addAll(0, e.problems());
        } catch (IllegalArgumentException unusableKey) {
            problems.add(0, "auth: " + Printable.text(String.valueOf(unusableKey.getMessage())));
        }
        throw new ConfigException(problems);
    }

    private int check(LoadedConfig loaded) {
        List<String> refused = refused(loaded);
        if (!refused.isEmpty()) {
            refused.forEach(err::println);
            err.println("crier: " + count(refused.size(), "plugin") + " refused");
        }
        List<String> unusable = NamedFiles.problems(loaded.config());
        if (!unusable.isEmpty()) {
            throw new ConfigException(unusable);
        }
        if (!refused.isEmpty()) {
            return WRONG;
        }
        out.println(
                loaded.file() + " is good: " + count(loaded.config().sources().size(), "source") + ", "
                        + count(loaded.config().topics().size(), "topic pattern") + ", "
                        + count(loaded.plugins().loaded().size(), "plugin"));
        return OK;
    }

    private static List<String> refused(LoadedConfig loaded) {
        return loaded.plugins().refused().stream()
                .map(plugin -> Printable.text(plugin.jar() + ": " + plugin.reason()))
                .toList();
    }

    /** Chooses the level; answers what is wrong with the one in the environment, if anything is. */
    private Optional<String> chooseLogLevel(Invocation invocation) {
        String level = environment.getOrDefault(ConfigLoader.LOG_LEVEL, "").toLowerCase(Locale.ROOT);
        boolean known = Logging.LEVELS.contains(level);
        if (invocation.verbose()) {
            Logging.choose("debug");
        } else if (known) {
            Logging.choose(level);
        } else if (invocation.command() != Command.SERVE) {
            Logging.choose("off"); // the command itself says it all
        }
        return known || level.isEmpty() || invocation.verbose()
                ? Optional.empty()
                : Optional.of(ConfigLoader.LOG_LEVEL + ": " + Printable.quoted(level) + " is not one of "
                        + String.join(", ", Logging.LEVELS));
    }

    /** Chooses the format; answers what is wrong with the one in the environment, if anything is. */
    private Optional<String> chooseLogFormat() {
        String format = environment.getOrDefault(ConfigLoader.LOG_FORMAT, "").toLowerCase(Locale.ROOT);
        if (format.isEmpty()) {
            return Optional.empty();
        } else if (Logging.FORMATS.contains(format)) {
            Logging.chooseFormat(format);
            return Optional.empty();
        }
        return Optional.of(ConfigLoader.LOG_FORMAT + ": " + Printable.quoted(format) + " is not one of "
                + String.join(", ", Logging.FORMATS));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
