package dev.crier.server.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the standard error goes. Stateless. */
final class StandardError {

    private static final Path LINK = Path.of("/proc/self/fd/2");

    private StandardError() {}

    /** Whether a person reads it; Java knows that only of the standard input and output together, Linux knows better. */
    @SuppressWarnings("SystemConsoleNull") // newer JVMs always have one: then it is text wherever there is no such link
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(LINK).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }
}
