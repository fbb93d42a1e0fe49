package dev.crier.server.tls;

import dev.crier.server.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate and its private key, proved to belong together.
 *
 * <p>What two files say can be wrong in many ways, and a TLS engine tells of most of them only to the first client. So all of
 * it is tried here, before anything else sees it. Immutable.
 */
public final class TlsIdentity {

    /** TLS 1.2 for those who have no 1.3 yet; what is older is broken. */
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    /** Those that encrypt and authenticate in one, with keys that nobody can have later; as Mozilla's "intermediate". */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final byte[] PROOF = "proof".getBytes(StandardCharsets.US_ASCII);

    private final TlsFiles files;
    private final PemKeyCertOptions pem;
    private final X509Certificate leaf;

    private TlsIdentity(TlsFiles files, PemKeyCertOptions pem, X509Certificate leaf) {
        this.files = files;
        this.pem = pem;
        this.leaf = leaf;
    }

    /**
     * Reads both files; blocks.
     *
     * @throws TlsException if they can't be read, aren't what they should be, or don't belong together
     */
    public static TlsIdentity read(TlsConfig config, Vertx vertx) {
        return of(TlsFiles.read(config), vertx);
    }

    /**
     * Makes one of what the files hold.
     *
     * @throws TlsException if it isn't what it should be, or doesn't belong together
     */
    static TlsIdentity of(TlsFiles files, Vertx vertx) {
        X509Certificate leaf = leaf(files.certificate());
        PemKeyCertOptions pem =
                new PemKeyCertOptions().addCertValue(files.certificate()).addKeyValue(files.key());
        if (!proves(privateKey(pem, leaf, vertx), leaf.getPublicKey())) {
            throw new TlsException("server.tls.key is not the key of the first certificate in server.tls.certificate, "
                    + leaf.getSubjectX500Principal() + "; the hub's own certificate comes first in its file");
        }
        return new TlsIdentity(files, pem, leaf);
    }

    private static X509Certificate leaf(Buffer pem) {
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes()));
            if (!chain.isEmpty() && chain.iterator().next() instanceof X509Certificate leaf) {
                return leaf;
            }
        } catch (CertificateException e) {
            throw new TlsException(
                    "server.tls.certificate holds no certificate that can be read: " + e.getMessage(), e);
        }
        throw new TlsException("server.tls.certificate holds no certificate; expected '-----BEGIN CERTIFICATE-----'");
    }

    private static PrivateKey privateKey(PemKeyCertOptions pem, X509Certificate leaf, Vertx vertx) {
        try {
            for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    String[] names = keys.getServerAliases(leaf.getPublicKey().getAlgorithm(), null);
                    if (names != null && names.length > 0) {
                        return keys.getPrivateKey(names[0]);
                    }
                }
            }
        } catch (Exception e) { // whatever the many ways to read a key throw
            throw new TlsException(
                    "server.tls.key can't be used: " + e.getMessage()
                            + "; expected the certificate's own private key in PEM"
                            + " without a passphrase, as PRIVATE KEY (PKCS #8), RSA PRIVATE KEY or EC PRIVATE KEY",
                    e);
        }
        throw new TlsException("server.tls.certificate is for a kind of key that isn't taken: "
                + leaf.getPublicKey().getAlgorithm() + "; expected RSA, EC or EdDSA");
    }

    private static boolean proves(PrivateKey key, PublicKey of) {
        String algorithm = switch (of.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> of.getAlgorithm();
        };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROOF);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(of);
            verifying.update(PROOF);
            return verifying.verify(signature);
        } catch (GeneralSecurityException anotherKindOfKey) {
            return false;
        }
    }

    /** How a server speaks TLS with it. */
    public ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(pem.copy())
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setEnabledSecureTransportProtocols(PROTOCOLS);
        CIPHERS.forEach(options::addEnabledCipherSuite);
        return options;
    }

    /** What it was made of. */
    TlsFiles files() {
        return files;
    }

    /** Whose it is and until when, for people. */
    public String description() {
        return leaf.getSubjectX500Principal() + ", valid from "
                + leaf.getNotBefore().toInstant() + " until "
                + leaf.getNotAfter().toInstant();
    }
}
