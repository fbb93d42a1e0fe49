package dev.crier.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the modules,")
class ArchitectureTest {

    private static final String CORE = "dev.crier.core..";
    private static final String SOURCES = "dev.crier.sources..";
    private static final String REDIS = "dev.crier.redis..";
    private static final String SERVER = "dev.crier.server..";
    private static final String WEB = "dev.crier.demo..";
    private static final String TESTKIT = "dev.crier.testkit..";

    private static JavaClasses crier;

    @BeforeAll
    static void importAllModules() {
        crier = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.crier");
        assertThat(Stream.of(CORE, SOURCES, REDIS, SERVER, WEB, TESTKIT))
                .as("every module is on this test's class path")
                .allMatch(module -> crier.stream().anyMatch(resideInAPackage(module)));
    }

    @Test
    @DisplayName("core knows no HTTP and no other module")
    void core() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.core.http..",
                        "io.vertx.ext..",
                        "io.netty.handler.codec.http..",
                        "java.net.http..",
                        SOURCES,
                        REDIS,
                        SERVER,
                        WEB,
                        TESTKIT)
                .check(crier);
    }

    @Test
    @DisplayName("sources know core and no server")
    void sources() {
        noClasses()
                .that()
                .resideInAPackage(SOURCES)
                .should()
                .dependOnClassesThat(resideInAnyPackage(REDIS, SERVER, WEB, TESTKIT, "io.vertx.ext.web..")
                        .or(JavaClass.Predicates.simpleNameStartingWith("HttpServer")))
                .check(crier);
    }

    @Test
    @DisplayName("demo-web knows nothing but the JDK")
    void web() {
        classes()
                .that()
                .resideInAPackage(WEB)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", WEB))
                .check(crier);
    }

    @Test
    @DisplayName("the testkit knows core alone")
    void testkit() {
        noClasses()
                .that()
                .resideInAPackage(TESTKIT)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.crier..").and(not(resideInAnyPackage(CORE, TESTKIT))))
                .check(crier);
    }

    @Test
    @DisplayName("the cluster's log knows core alone")
    void redis() {
        noClasses()
                .that()
                .resideInAPackage(REDIS)
                .should()
                .dependOnClassesThat(resideInAPackage("dev.crier..").and(not(resideInAnyPackage(CORE, REDIS))))
                .check(crier);
    }

    @Test
    @DisplayName("the server knows no testkit")
    void server() {
        noClasses()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TESTKIT)
                .check(crier);
    }

    @Test
    @DisplayName("none depends on itself through others")
    void noCycles() {
        slices().matching("dev.crier.(*)..").should().beFreeOfCycles().check(crier);
    }

    @Test
    @DisplayName("all are null-marked, package by package")
    void nullMarked() {
        assertThat(crier.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(javaPackage -> !isNullMarked(javaPackage))
                .isEmpty();
    }

    @Test
    @DisplayName("all log through SLF4J")
    void logging() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(crier);
    }

    @Test
    @DisplayName("none sleeps to wait for something")
    void noSleep() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(crier);
    }

    private static boolean isNullMarked(JavaPackage javaPackage) {
        return javaPackage.isAnnotatedWith(NullMarked.class);
    }
}
