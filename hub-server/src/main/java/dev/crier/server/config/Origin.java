package dev.crier.server.config;

/**
 * Where a configured value is from. Immutable; safe to share.
 *
 * @param kind what kind of place
 * @param name the file, the variable or the flag; empty for a default
 * @param line the line in a file, from 1; 0 elsewhere
 * @param column the column in a file, from 1; 0 elsewhere
 */
record Origin(Kind kind, String name, int line, int column) {

    /** Kinds of places; later ones win. */
    enum Kind {
        DEFAULT,
        BUNDLED,
        FILE,
        VARIABLE,
        FLAG
    }

    static final Origin DEFAULT = new Origin(Kind.DEFAULT, "default", 0, 0);

    static Origin variable(String name) {
        return new Origin(Kind.VARIABLE, name, 0, 0);
    }

    static Origin flag(String name) {
        return new Origin(Kind.FLAG, name, 0, 0);
    }

    /** Whether somebody chose this value, rather than the hub. */
    boolean chosen() {
        return kind.compareTo(Kind.BUNDLED) > 0;
    }

    /** With the column, for somebody who is to correct it there. */
    String place() {
        return line > 0 ? name + ":" + line + ":" + column : name;
    }

    @Override
    public String toString() {
        return line > 0 ? name + ":" + line : name;
    }
}
