package dev.crier.bench.faults;

import dev.crier.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Puts the {@code WildSource}s into a jar, as an author of plugins would, and the configuration of a hub beside it. Stateless. */
final class Plugin {

    private static final String FOLDER = "dev/crier/plugin/wild/";
    private static final String[] CLASSES = {"WildSource", "WildSource$Kind", "WildSource$Settings", "WildSource$1"};

    private Plugin() {}

    /** Writes both into a folder; answers the configuration. */
    static Path write(Path folder, String sources) throws IOException {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plugins.resolve("wild.jar")))) {
            for (String name : CLASSES) {
                try (InputStream bytes = Plugin.class.getResourceAsStream("/" + FOLDER + name + ".class")) {
                    if (bytes != null) {
                        put(jar, FOLDER + name + ".class", bytes.readAllBytes());
                    } else if (!name.endsWith("$1")) { // whose classes a compiler makes as it likes
                        throw new BenchException("The class " + name + " is missing in the bench's jar.");
                    }
                }
            }
            put(
                    jar,
                    "META-INF/services/dev.crier.core.spi.EventSource",
                    "dev.crier.plugin.wild.WildSource\n".getBytes(StandardCharsets.UTF_8));
        }
        return Files.writeString(
                folder.resolve("crier.yaml"),
                "plugins: {folder: plugins}\nstate: {folder: state}\ndemo: {enabled: false}\nsources:\n" + sources);
    }

    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(bytes);
        jar.closeEntry();
    }
}
