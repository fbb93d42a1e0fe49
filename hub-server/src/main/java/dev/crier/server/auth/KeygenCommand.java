package dev.crier.server.auth;

import dev.crier.core.settings.Default;
import dev.crier.server.config.SigningAlgorithm;
import dev.crier.server.config.SigningAlgorithm.KeyType;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Set;

/**
 * {@code crier keygen}: makes a key that signs tokens and what the hub verifies them by, as files that nobody else may read and
 * that were not there before. Blocks.
 *
 * @param algorithm what the key is for
 * @param out how the files begin
 */
public record KeygenCommand(
        @Default("ES256") SigningAlgorithm algorithm,
        @Default("crier-key") String out) {

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final int RSA_BITS = 3_072;
    private static final int SECRET_BYTES = 64;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the name is none
     */
    public KeygenCommand {
        if (out.isBlank() || out.endsWith("/")) {
            throw new IllegalArgumentException("out: is the beginning of the names of files, such as crier-key");
        }
    }

    /**
     * Makes the files and says what to do with them.
     *
     * @param folder what a relative name is relative to
     * @throws IllegalArgumentException if a file is there already or can't be written; the message says what to do
     */
    public void run(Path folder, PrintStream print) {
        new Run(algorithm, out, folder, print).run();
    }

    /** Once. */
    private record Run(SigningAlgorithm algorithm, String name, Path folder, PrintStream out) {

        void run() {
            if (algorithm.keyType() == KeyType.SECRET) {
                String secret = name + ".secret";
                write(secret, secret() + "\n", "rw-------");
                out.println("The secret is in " + secret + ": whoever has it can mint tokens.");
                told(secret, secret);
            } else {
                String signs = name + ".pem";
                String verifies = name + ".pub.pem";
                if (Files.exists(folder.resolve(verifies))) {
                    throw isThere(verifies);
                }
                KeyPair pair = pair();
                write(signs, pem("PRIVATE KEY", pair.getPrivate()), "rw-------");
                write(verifies, pem("PUBLIC KEY", pair.getPublic()), "rw-r--r--");
                out.println("The private key is in " + signs + ": whoever has it can mint tokens. The hub needs "
                        + verifies + " alone.");
                told(verifies, signs);
            }
        }

        private void told(String verifies, String signs) {
            String id = String.valueOf(folder.resolve(name).getFileName());
            out.println();
            out.println("In crier.yaml:");
            out.println();
            out.println("auth:");
            out.println("  keys:");
            out.println("    \"" + id + "\": {algorithm: " + algorithm + ", file: \"" + verifies + "\"}");
            out.println();
            out.println("A token that reads everything and publishes below demo/ for an hour:");
            out.println();
            out.println("crier token mint --key " + signs
                    + (algorithm.equals(TokenCommand.usual(folder.resolve(signs))) ? "" : " --algorithm " + algorithm)
                    + " --subject me --subscribe '**' --publish 'demo/**'");
        }

        private static String secret() {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        }

        private KeyPair pair() {
            try {
                KeyPairGenerator generator;
                switch (algorithm.keyType()) {
                    case RSA -> {
                        generator = KeyPairGenerator.getInstance("RSA");
                        generator.initialize(RSA_BITS);
                    }
                    case EC -> {
                        generator = KeyPairGenerator.getInstance("EC");
                        generator.initialize(new ECGenParameterSpec(
                                switch (algorithm.toString()) {
                                    case "ES256" -> "secp256r1";
                                    case "ES384" -> "secp384r1";
                                    default -> "secp521r1";
                                }));
                    }
                    default -> generator = KeyPairGenerator.getInstance("Ed25519");
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java can't make keys for " + algorithm, e);
            }
        }

        private static String pem(String what, Key key) {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
        }

        /** The permissions are there from the file's first moment on. */
        private void write(String file, String text, String permissions) {
            Path path = folder.resolve(file);
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] attributes = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                    }
                    : new FileAttribute<?>[0];
            try (var channel = Files.newByteChannel(path, NEW, attributes)) {
                channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (FileAlreadyExistsException e) {
                throw isThere(file);
            } catch (NoSuchFileException e) {
                throw new IllegalArgumentException("there is no folder for " + file + "; make it first", e);
            } catch (FileSystemException e) {
                throw new IllegalArgumentException(file + " can't be written: " + e.getReason(), e);
            } catch (IOException e) {
                throw new IllegalArgumentException(file + " can't be written: " + e.getMessage(), e);
            }
        }

        private static IllegalArgumentException isThere(String file) {
            return new IllegalArgumentException(
                    file + " is there already, and a key is never overwritten; choose another name by --out");
        }
    }
}
