package dev.crier.server.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.crier.core.settings.Nearest;
import dev.crier.core.settings.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a token is signed, by the names of RFC 7518 and RFC 8037; {@code none} is no way to sign. Immutable; safe to share.
 */
public final class SigningAlgorithm {

    /** What kind of key an algorithm takes. */
    public enum KeyType {
        /** A secret that signs and verifies. */
        SECRET,
        /** An RSA key pair. */
        RSA,
        /** A key pair on the curve P-256, P-384 or P-521, as the algorithm says. */
        EC,
        /** A key pair on the curve Ed25519. */
        ED25519
    }

    /** All there are, by name. */
    public static final List<SigningAlgorithm> ALL = all();

    private final String name;
    private final KeyType keyType;

    private SigningAlgorithm(String name, KeyType keyType) {
        this.name = name;
        this.keyType = keyType;
    }

    private static List<SigningAlgorithm> all() {
        List<SigningAlgorithm> all = new ArrayList<>();
        for (String size : List.of("256", "384", "512")) {
            all.add(new SigningAlgorithm("ES" + size, KeyType.EC));
            all.add(new SigningAlgorithm("HS" + size, KeyType.SECRET));
            all.add(new SigningAlgorithm("PS" + size, KeyType.RSA));
            all.add(new SigningAlgorithm("RS" + size, KeyType.RSA));
        }
        all.add(new SigningAlgorithm("EdDSA", KeyType.ED25519));
        return List.copyOf(all);
    }

    /**
     * The algorithm of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static SigningAlgorithm of(String name) {
        List<String> names =
                ALL.stream().map(SigningAlgorithm::toString).sorted().toList();
        return ALL.stream()
                .filter(algorithm -> algorithm.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Printable.quoted(name) + " is not one of "
                        + String.join(", ", names)
                        + Nearest.to(name, names)
                                .map(nearest -> "; did you mean " + nearest + "?")
                                .orElse("")));
    }

    /** What kind of key it takes. */
    public KeyType keyType() {
        return keyType;
    }

    /** The name, such as {@code ES256}. */
    @Override
    @JsonValue
    public String toString() {
        return name;
    }
}
