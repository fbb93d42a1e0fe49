package dev.crier.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crier.core.settings.Nearest;
import dev.crier.server.config.ConfigRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the command line can say, and what it said.
 *
 * <p>The options are described in code: annotations would be read by reflection at every start. Values stay texts until the
 * configuration is put together, which knows what is wrong with them. Not thread-safe.
 */
final class CommandLineArguments {

    private static final int WIDTH = 100;

    private static final List<String> EXAMPLES = List.of(
            "Examples:",
            "  crier serve                           the demo, on http://localhost:8080",
            "  crier serve --config crier.yaml       your own configuration",
            "  crier serve --port 9090 --dev         another port; anybody may publish",
            "  crier check --config crier.yaml       all that is wrong with it",
            "  crier config                          what is in effect, and where it is from",
            "  crier keygen                          a key that signs tokens, and what verifies them",
            "  crier token mint --key crier-key.pem --publish 'demo/**'",
            "                                        a token for a publisher",
            "  curl -N localhost:8080/events/counter a stream of events",
            "");

    private static final List<String> EXIT_CODES = List.of(
            "", "Exit codes: 0 all went well, 1 the hub could not run, 2 the command or the configuration is wrong.");

    /** What is to be done. */
    enum Command {
        SERVE,
        CHECK,
        CONFIG,
        KEYGEN,
        TOKEN_MINT,
        TOKEN_SHOW,
        HELP,
        VERSION
    }

    /**
     * What the command line said.
     *
     * @param text what to print for {@link Command#HELP}, or the token of {@link Command#TOKEN_SHOW}
     * @param options what the options of other commands say, for their own settings
     */
    record Invocation(Command command, ConfigRequest request, boolean verbose, String text, ObjectNode options) {}

    /** The command line can't be understood; the message says what to type instead. */
    static final class UsageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private CommandLineArguments() {}

    /**
     * Reads arguments.
     *
     * @throws UsageException if they can't be understood
     */
    static Invocation parse(List<String> arguments) {
        CommandLine root = new CommandLine(spec());
        try {
            ParseResult result = root.parseArgs(arguments.toArray(String[]::new));
            if (result.hasMatchedOption("--version")) {
                return invocation(Command.VERSION, "");
            } else if (result.hasMatchedOption("--help")) {
                return invocation(Command.HELP, usage(root));
            } else if (!result.hasSubcommand()) {
                throw missing(root);
            }
            ParseResult command = result.subcommand();
            if (command.hasSubcommand()) {
                command = command.subcommand();
            }
            if (command.hasMatchedOption("--help")) {
                return invocation(Command.HELP, usage(command.commandSpec().commandLine()));
            }
            return switch (command.commandSpec().name()) {
                case "token" -> throw missing(command.commandSpec().commandLine());
                case "keygen" -> new Invocation(Command.KEYGEN, ConfigRequest.NONE, false, "", options(command));
                case "mint" -> new Invocation(Command.TOKEN_MINT, ConfigRequest.NONE, false, "", options(command));
                case "show" -> invocation(Command.TOKEN_SHOW, command.matchedPositionalValue(0, ""));
                default ->
                    new Invocation(
                            Command.valueOf(command.commandSpec().name().toUpperCase(Locale.ROOT)),
                            request(command),
                            command.hasMatchedOption("--verbose"),
                            "",
                            JsonNodeFactory.instance.objectNode());
            };
        } catch (UnmatchedArgumentException e) {
            throw new UsageException(unknown(e));
        } catch (ParameterException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Invocation invocation(Command command, String text) {
        return new Invocation(command, ConfigRequest.NONE, false, text, JsonNodeFactory.instance.objectNode());
    }

    private static UsageException missing(CommandLine command) {
        return new UsageException("a command is missing; expected one of " + String.join(", ", commands(command))
                + ". '" + command.getCommandSpec().qualifiedName() + " --help' shows examples");
    }

    /** Each option by its name without the dashes, as a settings record has it. */
    private static ObjectNode options(ParseResult command) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        for (OptionSpec option : command.matchedOptions()) {
            String name = option.longestName().substring(2);
            if (option.isMultiValue()) {
                ArrayNode values = options.putArray(name);
                option.<List<String>>getValue().forEach(values::add);
            } else {
                options.put(name, option.<String>getValue());
            }
        }
        return options;
    }

    private static ConfigRequest request(ParseResult command) {
        return new ConfigRequest(
                value(command, "--config"),
                value(command, "--host"),
                value(command, "--port"),
                value(command, "--admin-port"),
                command.hasMatchedOption("--dev"),
                command.hasMatchedOption("--no-sources"));
    }

    private static Optional<String> value(ParseResult command, String option) {
        return Optional.ofNullable(command.<String>matchedOptionValue(option, null));
    }

    private static String unknown(UnmatchedArgumentException e) {
        String found = e.getUnmatched().get(0);
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        boolean option = found.startsWith("-");
        List<String> known = option ? options(command) : commands(command);
        String meant = Nearest.to(found, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse(";");
        return (option ? "unknown option '" : known.isEmpty() ? "unexpected argument '" : "unknown command '") + found
                + "'" + meant + " '" + name + " --help' shows all";
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
    }

    private static List<String> commands(CommandLine command) {
        return new ArrayList<>(command.getSubcommands().keySet());
    }

    private static String usage(CommandLine command) {
        StringWriter text = new StringWriter();
        command.usage(new PrintWriter(text), Ansi.OFF);
        return text.toString();
    }

    // ---- what there is

    private static CommandSpec spec() {
        CommandSpec root = CommandSpec.create()
                .name("crier")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(flag("Shows the version.", "-V", "--version"))
                .addSubcommand("serve", configured("serve", "Runs the hub."))
                .addSubcommand("check", configured("check", "Says all that is wrong with a configuration."))
                .addSubcommand(
                        "config", configured("config", "Prints every effective value and where it is from, as YAML."))
                .addSubcommand("keygen", KeyArguments.keygen())
                .addSubcommand("token", KeyArguments.token());
        root.usageMessage()
                .width(WIDTH)
                .header(EXAMPLES.toArray(String[]::new))
                .description("Broadcasts events to browsers and programs over Server-Sent Events.", "")
                .commandListHeading("%nCommands ('crier serve --help' shows the options of one):%n")
                .footer(EXIT_CODES.toArray(String[]::new));
        return root;
    }

    static CommandSpec usage(CommandSpec command, String what, String... examples) {
        command.usageMessage()
                .width(WIDTH)
                .header(what, "")
                .description(Stream.concat(Stream.of(examples), Stream.of("")).toArray(String[]::new))
                .footer(EXIT_CODES.toArray(String[]::new));
        return command;
    }

    private static CommandSpec configured(String name, String what) {
        CommandSpec command = CommandSpec.create()
                .name(name)
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(
                        value("FILE", "The configuration; else ./crier.yaml, else the bundled demo.", "-c", "--config"))
                .addOption(value("PORT", "The port to listen on; 0 for any free one.", "-p", "--port"))
                .addOption(
                        value("PORT", "The operators' port on this machine; else the port plus one.", "--admin-port"))
                .addOption(value("HOST", "The address to listen on.", "--host"))
                .addOption(flag("Development mode: anybody may publish.", "--dev"))
                .addOption(flag("Leaves out all sources of the configuration.", "--no-sources"))
                .addOption(flag("Logs more; the same as CRIER_LOG_LEVEL=debug.", "-v", "--verbose"));
        return usage(
                command,
                what,
                EXAMPLES.stream()
                        .filter(line -> line.startsWith("  crier " + name))
                        .toArray(String[]::new));
    }

    static OptionSpec values(String label, String description, String name) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names)
                .type(boolean.class)
                .description(description)
                .build();
    }

    static OptionSpec value(String label, String description, String... names) {
        String first = names[0];
        return OptionSpec.builder(first, Arrays.copyOfRange(names, 1, names.length))
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }
}
