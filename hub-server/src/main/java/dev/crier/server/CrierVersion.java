package dev.crier.server;

import java.util.Objects;

/** What this hub calls itself: read from the jar's manifest, so that there is one place for it. Stateless. */
final class CrierVersion {

    private CrierVersion() {}

    /** The version, {@code development} outside of a jar. */
    static String number() {
        return Objects.requireNonNullElse(CrierVersion.class.getPackage().getImplementationVersion(), "development");
    }

    /** The line of {@code crier --version}. */
    static String line() {
        return "crier " + number() + " (Java " + System.getProperty("java.version") + ", "
                + System.getProperty("java.vm.name") + ")";
    }
}
