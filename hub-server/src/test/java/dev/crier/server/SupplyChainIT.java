package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the packaged hub is made of: just the libraries that somebody looked at, as they were then. */
class SupplyChainIT {

    private static final Path JAR = Path.of("target", "crier.jar");
    private static final String BILL = "META-INF/sbom/crier.cdx.json";
    private static final Path LOOKED_AT = Path.of("dependencies.txt");
    private static final Path FOUND = Path.of("target", "dependencies.txt");
    private static final String OWN = "dev.crier";

    /** A library with several may be used under any of them. */
    private static final Set<String> LICENCES =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "MIT");

    private static JsonObject bill;

    @BeforeAll
    static void read() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            JarEntry entry = jar.getJarEntry(BILL);
            if (entry == null && !System.getenv().containsKey("CRIER_REQUIRE")) {
                Assumptions.abort(
                        "NOT TESTED: " + JAR + " has no " + BILL + ", as it was built without the network (-o)");
            }
            assertThat(entry).as(BILL + " in " + JAR).isNotNull();
            bill = new JsonObject(Buffer.buffer(jar.getInputStream(entry).readAllBytes()));
        }
    }

    private static Stream<JsonObject> components() {
        return bill.getJsonArray("components").stream().map(JsonObject.class::cast);
    }

    private static Stream<JsonObject> libraries() {
        return components().filter(component -> !component.getString("group").equals(OWN));
    }

    private static String hash(JsonObject component) {
        return objects(component, "hashes")
                .filter(hash -> hash.getString("alg").equals("SHA-256"))
                .map(hash -> hash.getString("content"))
                .collect(Collectors.joining());
    }

    private static List<String> licences(JsonObject component) {
        return objects(component, "licenses")
                .map(licence -> licence.getString(
                        "expression",
                        licence.getJsonObject("license", new JsonObject()).getString("id", "unknown")))
                .toList();
    }

    private static Stream<JsonObject> objects(JsonObject component, String name) {
        return component.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    private static String line(JsonObject library) {
        String purl = library.getString("purl");
        return hash(library) + "  "
                + purl.substring("pkg:maven/".length())
                        .replaceAll("[?&]type=jar", "")
                        .replace("?", " ") + "  "
                + String.join(" or ", licences(library));
    }

    @Test
    void each_library_is_the_one_that_was_looked_at_to_the_byte() throws Exception {
        List<String> found =
                libraries().map(SupplyChainIT::line).sorted(byName()).toList();
        Files.write(FOUND, found);
        assertThat(found)
                .as("the libraries of %s; once you have looked at what is new: cp %s %s", JAR, FOUND, LOOKED_AT)
                .isEqualTo(Files.readAllLines(LOOKED_AT));
    }

    private static Comparator<String> byName() {
        return Comparator.comparing(line -> line.substring(line.indexOf(' ')));
    }

    @Test
    void each_library_may_be_used_and_passed_on() {
        assertThat(libraries())
                .isNotEmpty()
                .allSatisfy(library -> assertThat(licences(library))
                        .as(library.getString("purl"))
                        .containsAnyElementsOf(LICENCES));
    }

    @Test
    void the_bill_says_nothing_of_the_moment_or_the_machine() {
        assertThat(bill.containsKey("serialNumber")).isFalse();
        assertThat(bill.getJsonObject("metadata").containsKey("timestamp")).isFalse();
        assertThat(bill.encode()).doesNotContain(System.getProperty("user.dir"), System.getProperty("user.home") + "/");
    }

    /** The bill is made of what Maven resolved; that the jar has it too is another thing. */
    @Test
    void the_jar_holds_what_the_bill_names() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String type : List.of(
                    "io/netty/channel/Channel.class",
                    "io/vertx/core/Vertx.class",
                    "org/jsoup/Jsoup.class",
                    "org/yaml/snakeyaml/Yaml.class")) {
                Path library = Path.of(Class.forName(type.replace(".class", "").replace('/', '.'))
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                assertThat(libraries().map(SupplyChainIT::hash)).contains(sha256(Files.readAllBytes(library)));
                try (JarFile original = new JarFile(library.toFile())) {
                    assertThat(bytes(jar, type)).isEqualTo(bytes(original, type));
                }
            }
        }
    }

    @Test
    void the_jar_has_native_code_for_the_machines_that_hubs_run_on_and_for_no_others() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).filter(name -> name.contains("/libzstd-jni")))
                    .extracting(name -> name.substring(0, name.lastIndexOf('/')))
                    .containsExactlyInAnyOrder(
                            "darwin/aarch64", "darwin/x86_64", "linux/aarch64", "linux/amd64", "win/amd64");
        }
    }

    private static byte[] bytes(JarFile jar, String name) throws Exception {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
