package dev.crier.server;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The image of the packaged hub: built for the first test that has it as a parameter, the same for all others, and removed
 * after the last of them.
 */
record HubImage(String name) implements AutoCloseable {

    private static final Duration GONE_WITHIN = Duration.ofMinutes(1);

    private static HubImage build() {
        HubImage image = new HubImage("crier-test:" + UUID.randomUUID());
        Docker.buildImage(image.name());
        return image;
    }

    @Override
    public void close() {
        Docker.docker(GONE_WITHIN, "image", "rm", name).orFail();
    }

    /** Gives tests the image. */
    static final class Builder implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == HubImage.class;
        }

        @Override
        public HubImage resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(Namespace.create(HubImage.class))
                    .computeIfAbsent(HubImage.class, absent -> build(), HubImage.class);
        }
    }
}
