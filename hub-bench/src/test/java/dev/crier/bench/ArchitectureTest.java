package dev.crier.bench;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the modules, with the bench,")
class ArchitectureTest {

    /** By where it is: the benchmarks are in a package of the core, whose hot classes are its own. */
    private static final DescribedPredicate<JavaClass> OF_THE_BENCH = describe(
            "of the bench",
            javaClass -> javaClass
                    .getSource()
                    .map(source -> source.getUri().toString().contains("/hub-bench/"))
                    .orElse(false));

    private static JavaClasses crier;

    @BeforeAll
    static void importAllModules() {
        crier = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.crier");
        assertThat(crier.stream().filter(OF_THE_BENCH)).isNotEmpty();
        assertThat(crier.stream().filter(javaClass -> javaClass.getPackageName().startsWith("dev.crier.server")))
                .isNotEmpty();
    }

    @Test
    @DisplayName("none depends on the bench")
    void nobodyDependsOnTheBench() {
        noClasses()
                .that(not(OF_THE_BENCH))
                .should()
                .dependOnClassesThat(OF_THE_BENCH)
                .check(crier);
    }

    @Test
    @DisplayName("the load bench measures servers from outside: it knows of the core only how settings are named")
    void outside() {
        noClasses()
                .that()
                .resideInAPackage("dev.crier.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.crier.core", "dev.crier.core.engine..", "dev.crier.core.spi..", "dev.crier.server..")
                .check(crier);
    }
}
