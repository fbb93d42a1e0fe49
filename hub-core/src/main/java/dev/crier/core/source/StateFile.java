package dev.crier.core.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON object of texts in a file that is always whole: a write goes to another file, reaches the disk, and takes the
 * place of the old one in one step.
 *
 * <p>Blocks; not thread-safe.
 */
final class StateFile {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Path file;

    StateFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** What the file holds; nothing if there is none. A file that can't be understood is set aside and said so, loudly. */
    Map<String, String> read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "can't read the source state " + file + " (its folder is 'state.folder')", unreadable);
        }
        try {
            Map<String, String> values = JSON.readValue(bytes, new TypeReference<TreeMap<String, String>>() {});
            if (values == null || values.containsValue(null)) {
                setAside("null is no text");
                return Map.of();
            }
            return values;
        } catch (JsonProcessingException corrupt) {
            setAside(corrupt.getOriginalMessage());
            return Map.of();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void setAside(String why) {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("can't set the corrupt source state " + file + " aside", e);
        }
        LOG.error(
                "the source state {} is corrupt; it was set aside as {}, and the source starts without state: {}",
                file,
                aside.getFileName(),
                why);
    }

    /** Replaces what the file holds; once this returns, it is on the disk. */
    void write(Map<String, String> values) throws IOException {
        try {
            replace(values);
        } catch (IOException e) {
            throw new IOException(
                    "can't write the source state " + file + " (its folder is 'state.folder'): " + Health.message(e),
                    e);
        }
    }

    private void replace(Map<String, String> values) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        Files.createDirectories(folder);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(values));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
