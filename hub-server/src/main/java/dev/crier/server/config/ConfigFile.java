package dev.crier.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The one file that a configuration is read from: the one that was asked for, else {@code crier.yaml} in the working
 * directory, else the bundled one with the demo. Immutable; safe to share.
 *
 * @param name what it is called in messages
 * @param folder what relative paths in it are relative to; empty for the working directory
 * @param bundled whether it is the one in the jar
 * @param bytes its content
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
record ConfigFile(String name, Path folder, boolean bundled, byte[] bytes) {

    /** Names the file when the command line doesn't. */
    static final String VARIABLE = "CRIER_CONFIG";

    private static final String DEFAULT_NAME = "crier.yaml";

    /**
     * Finds and reads the file.
     *
     * @param workingDirectory what the path is relative to
     * @throws ConfigException if a file that was asked for isn't there or can't be read
     */
    static ConfigFile find(Optional<String> asked, Map<String, String> environment, Path workingDirectory) {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (asked.isPresent()) {
            return read(asked.get(), "--config", workingDirectory);
        } else if (!variable.isEmpty()) {
            return read(variable, VARIABLE, workingDirectory);
        } else if (Files.exists(workingDirectory.resolve(DEFAULT_NAME), LinkOption.NOFOLLOW_LINKS)) {
            return read(DEFAULT_NAME, "the working directory", workingDirectory);
        }
        return inJar();
    }

    private static ConfigFile read(String name, String askedBy, Path workingDirectory) {
        if (name.isBlank()) {
            throw new ConfigException(
                    List.of(askedBy + ": names no file; leave it out to use crier.yaml or the bundled file"));
        }
        Path path = workingDirectory.resolve(name);
        if (!Files.exists(path)) {
            throw new ConfigException(List.of(askedBy + ": " + missing(name, path, workingDirectory)));
        } else if (Files.isDirectory(path)) {
            throw new ConfigException(List.of(askedBy + ": '" + name + "' is a folder; name the file in it"));
        }
        try {
            Path folder = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
            return new ConfigFile(name, folder, false, Files.readAllBytes(path));
        } catch (IOException e) {
            throw new ConfigException(List.of(askedBy + ": '" + name + "' can't be read: " + e));
        }
    }

    private static String missing(String name, Path path, Path workingDirectory) {
        if (Files.isSymbolicLink(path)) {
            return "'" + name + "' is a link to a file that isn't there";
        }
        return "there is no file '" + name + "'"
                + (Path.of(name).isAbsolute()
                        ? ""
                        : " in " + workingDirectory.toAbsolutePath().normalize());
    }

    /** The file in the jar. */
    static ConfigFile inJar() {
        try (InputStream in = ConfigFile.class.getResourceAsStream(DEFAULT_NAME)) {
            byte[] bytes =
                    Objects.requireNonNull(in, "the jar lacks its crier.yaml").readAllBytes();
            return new ConfigFile("the bundled " + DEFAULT_NAME, Path.of(""), true, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled crier.yaml can't be read", e);
        }
    }

    Origin.Kind kind() {
        return bundled ? Origin.Kind.BUNDLED : Origin.Kind.FILE;
    }
}
