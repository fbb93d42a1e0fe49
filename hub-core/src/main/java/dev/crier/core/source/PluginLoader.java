package dev.crier.core.source;

import dev.crier.core.source.Plugins.Loaded;
import dev.crier.core.source.Plugins.Refused;
import dev.crier.core.spi.EventSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the jars of a folder and judges what is in them. Used once; blocks; not thread-safe. */
final class PluginLoader {

    private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);
    private static final String SERVICE = "META-INF/services/" + EventSource.class.getName();

    private final Path folder;
    private final SourceCatalog builtIn;
    private final List<Loaded> loaded = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    PluginLoader(Path folder, SourceCatalog builtIn) {
        this.folder = folder;
        this.builtIn = builtIn;
    }

    /** The loader of the hub's own classes. */
    static ClassLoader hubLoader() {
        return Objects.requireNonNull(EventSource.class.getClassLoader());
    }

    Plugins load() {
        jars().forEach(this::load);
        List<Loaded> candidates = List.copyOf(loaded);
        loaded.clear();
        for (Loaded plugin : candidates) {
            List<String> clashes = clashes(plugin, candidates);
            if (clashes.isEmpty()) {
                loaded.add(plugin);
            } else {
                refuse(plugin.jar(), String.join("; ", clashes));
            }
        }
        refused.sort(Comparator.comparing(Refused::jar));
        return new Plugins(loaded, refused);
    }

    private List<Path> jars() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            List<Path> sorted = new ArrayList<>();
            jars.forEach(sorted::add);
            sorted.sort(Comparator.naturalOrder());
            return sorted;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the folder of plugins " + folder, e);
        }
    }

    private void load(Path jar) {
        if (Files.isSymbolicLink(jar) && !Files.exists(jar)) {
            refuse(jar, "it is a link to a file that isn't there");
            return;
        }
        List<String> named;
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry service = file.getEntry(SERVICE);
            if (service == null) {
                refuse(jar, "it has no file " + SERVICE + "; that file names the class of its source, one a line");
                return;
            }
            named = classNames(new String(file.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | SecurityException e) {
            refuse(jar, "it can't be read as a jar: " + Health.message(e));
            return;
        }
        try {
            loaded.add(new Loaded(jar, types(jar, named)));
        } catch (Exception | LinkageError | ServiceConfigurationError e) {
            refuse(jar, "its source can't be made: " + reasons(e));
        }
    }

    @SuppressWarnings("resource") // lives as long as its classes are used, which is as long as the hub
    private List<SourceType> types(Path jar, List<String> named) throws IOException {
        PluginClassLoader loader = new PluginClassLoader(name(jar), jar.toUri().toURL(), hubLoader());
        List<SourceType> types = SourceType.offeredBy(loader)
                .map(factory -> SourceType.of(name(jar), factory))
                .toList();
        if (types.isEmpty()) {
            throw new IllegalArgumentException(SERVICE + " names "
                    + (named.isEmpty()
                            ? "no class"
                            : String.join(", ", named) + ", which is no EventSource of the jar's own"));
        }
        return types;
    }

    private static List<String> classNames(String serviceFile) {
        return serviceFile
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private List<String> clashes(Loaded plugin, List<Loaded> all) {
        List<String> clashes = new ArrayList<>();
        for (String type : names(plugin.types()).distinct().toList()) {
            if (names(builtIn.types()).anyMatch(type::equals)) {
                clashes.add("its type '" + type + "' is built in; call it something else");
            }
            if (names(plugin.types()).filter(type::equals).count() > 1) {
                clashes.add("it has several sources of the type '" + type + "'; call all but one something else");
            }
            String others = all.stream()
                    .filter(other -> !other.jar().equals(plugin.jar())
                            && names(other.types()).anyMatch(type::equals))
                    .map(other -> name(other.jar()))
                    .collect(Collectors.joining(", "));
            if (!others.isEmpty()) {
                clashes.add("its type '" + type + "' is also in " + others + "; remove all but one");
            }
        }
        return clashes;
    }

    private static Stream<String> names(List<SourceType> types) {
        return types.stream().map(SourceType::name);
    }

    private static String name(Path jar) {
        return Objects.requireNonNull(jar.getFileName()).toString();
    }

    /** An error of the service loader says little without its cause. */
    private static String reasons(Throwable error) {
        Throwable cause = error.getCause();
        return Health.message(error) + (cause == null ? "" : ": " + Health.message(cause));
    }

    private void refuse(Path jar, String reason) {
        LOG.error("the plugin {} is refused: {}", jar, reason);
        refused.add(new Refused(jar, reason));
    }
}
