package dev.crier.core.source;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * The classes of one plugin: its jar and the JDK, and of the hub only what the contract speaks of.
 *
 * <p>A plugin's own libraries come from its own jar, whatever versions the hub or another plugin has. What crosses the border
 * between the two ({@link #SHARED}) comes from the hub, so that both mean the same class; a part of Vert.x that the hub lacks
 * may be in the jar. Other classes of the hub can't be seen, so no plugin comes to rest on them. Safe on any thread.
 */
final class PluginClassLoader extends URLClassLoader {

    /** What a plugin sees of the hub, as beginnings of class names. */
    static final List<String> SHARED = List.of(
            "dev.crier.core.", "io.vertx.", "io.netty.", "com.fasterxml.jackson.", "org.slf4j.", "org.jspecify.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader hub;

    PluginClassLoader(String name, URL jar, ClassLoader hub) {
        super(name, new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        this.hub = hub;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = find(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        if (SHARED.stream().anyMatch(name::startsWith)) {
            try {
                return hub.loadClass(name);
            } catch (ClassNotFoundException notOfTheHub) {
                return findClass(name);
            }
        }
        if (name.startsWith("java.")) {
            return getParent().loadClass(name);
        }
        try {
            return findClass(name);
        } catch (ClassNotFoundException notOfThePlugin) {
            return getParent().loadClass(name);
        }
    }
}
