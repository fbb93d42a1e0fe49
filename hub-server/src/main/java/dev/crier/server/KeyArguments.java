package dev.crier.server;

import static dev.crier.server.CommandLineArguments.flag;
import static dev.crier.server.CommandLineArguments.usage;
import static dev.crier.server.CommandLineArguments.value;
import static dev.crier.server.CommandLineArguments.values;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the commands about keys and tokens can be told; see {@link CommandLineArguments}. Stateless. */
final class KeyArguments {

    private KeyArguments() {}

    static CommandSpec keygen() {
        return usage(
                CommandSpec.create()
                        .name("keygen")
                        .addOption(flag("Shows this help.", "-h", "--help"))
                        .addOption(value(
                                "NAME",
                                "How the files begin: NAME.pem and NAME.pub.pem, or NAME.secret for HS...; else"
                                        + " crier-key.",
                                "-o",
                                "--out"))
                        .addOption(value(
                                "ALGORITHM",
                                "What the key is for: ES256 (if it isn't said), ES384, ES512, EdDSA, RS256 to RS512, PS256"
                                        + " to PS512, HS256 to HS512.",
                                "-a",
                                "--algorithm")),
                "Makes a key that signs tokens, and what the hub verifies them by.",
                "  crier keygen",
                "  crier keygen --algorithm EdDSA --out keys/issuer");
    }

    static CommandSpec token() {
        CommandSpec mint = CommandSpec.create()
                .name("mint")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addOption(value(
                        "FILE", "The private key or secret that signs it; crier keygen makes one.", "-k", "--key"))
                .addOption(value(
                        "ALGORITHM", "How, if the key doesn't tell: RSA is RS256, a secret HS256.", "--algorithm"))
                .addOption(value("KID", "The name of the key in auth.keys; else the hub tries all.", "--kid"))
                .addOption(value("NAME", "Who has the token: the scope of idempotency keys.", "-s", "--subject"))
                .addOption(values("PATTERN", "What may be read, such as 'news/**'. May be repeated.", "--subscribe"))
                .addOption(values("PATTERN", "Where may be published. May be repeated.", "--publish"))
                .addOption(value(
                        "DURATION", "After what time it is good no more, such as 15m or 30d; else 1h.", "--expires"))
                .addOption(value("NAME", "Who gives it, if auth.issuer asks.", "--issuer"))
                .addOption(values("NAME", "For whom it is, if auth.audience asks. May be repeated.", "--audience"));
        CommandSpec show = CommandSpec.create()
                .name("show")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .type(String.class)
                        .paramLabel("TOKEN")
                        .description(
                                "The token; else it is read from standard input, where no list of processes shows it.")
                        .build());
        CommandSpec token = CommandSpec.create()
                .name("token")
                .addOption(flag("Shows this help.", "-h", "--help"))
                .addSubcommand(
                        "mint",
                        usage(
                                mint,
                                "Mints a token, and prints it.",
                                "  crier token mint --key crier-key.pem --subject alice --subscribe 'news/**' --expires 8h",
                                "  crier token mint --key crier-key.pem --publish 'sensors/7/*' --expires 30d"))
                .addSubcommand(
                        "show",
                        usage(
                                show,
                                "Shows what a token says; only the hub can tell whether it is good.",
                                "  crier token mint --key crier-key.pem --publish a | crier token show"));
        return usage(
                token,
                "Mints tokens and shows them.",
                "  crier token mint --key crier-key.pem --subject alice --subscribe 'news/**' --expires 8h",
                "  crier token show < token");
    }
}
