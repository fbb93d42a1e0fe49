package dev.crier.server;

import dev.crier.server.config.LogConfig;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** The history could not be opened; the message says where it is and why not, to whoever started the hub. */
final class HistoryException extends IOException {

    private static final long serialVersionUID = 1L;

    HistoryException(LogConfig log, Throwable cause) {
        super(where(log) + ": " + why(cause), cause);
    }

    private static String where(LogConfig log) {
        return switch (log.where()) {
            case MEMORY -> "the history in memory can't be begun";
            case DISK -> "the history in '" + log.folder().orElseThrow() + "' (log.folder) can't be opened";
            case REDIS -> "the history in Redis or Valkey (log.url) can't be opened";
        };
    }

    /** Of a file's failure most messages are nothing but its name. */
    private static String why(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof FileSystemException ? cause.getClass().getSimpleName() + " " + message : message;
    }
}
