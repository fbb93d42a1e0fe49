# Crier in a container. `docker build .` needs nothing but this folder; what to vary:
#
#   BUILD_IMAGE    has Maven 3.8.6 or later and a JDK 17 or later
#   RUNTIME_IMAGE  has a Java runtime 17 or later, and a shell
#   MAVEN_ARGS     more arguments for Maven, such as "-s .mvn/settings.xml" for a mirror
#   CRIER_JAR      a jar that is built already, hub-server/target/crier.jar: Maven isn't called, and any image with a
#                  shell can stand in as BUILD_IMAGE
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17-jre

# All that Maven needs to find the libraries: each module's pom, whatever modules there are, and .mvn.
FROM ${BUILD_IMAGE} AS poms
WORKDIR /src
COPY . .
RUN for pom in pom.xml */pom.xml; do mkdir -p "/poms/$(dirname "${pom}")" && cp "${pom}" "/poms/${pom}" || exit; done \
    && cp -R .mvn /poms/

FROM ${BUILD_IMAGE} AS build
ARG MAVEN_ARGS=
ARG CRIER_JAR=
WORKDIR /src

# Packaging empty modules fetches the libraries, into a layer that lasts until a pom changes.
COPY --from=poms /poms ./
RUN args="${MAVEN_ARGS}" && unset MAVEN_ARGS \
    && if [ -z "${CRIER_JAR}" ]; then mvn -q -B -Dquick ${args} -pl hub-server -am package; fi

# The jar is read by another user than the one who built it, whose files may be closed to others.
COPY . .
RUN args="${MAVEN_ARGS}" && unset MAVEN_ARGS \
    && if [ -z "${CRIER_JAR}" ]; then mvn -q -B -Dquick ${args} -pl hub-server -am clean package; fi \
    && cp "${CRIER_JAR:-hub-server/target/crier.jar}" /crier.jar \
    && chmod 644 /crier.jar

FROM ${RUNTIME_IMAGE}
# Netty's direct memory is as much again as the heap, so half of the container's memory each. Its native code and that of
# zstd are unpacked into a file for a moment, and /tmp may be missing, or permit no code. Java 24 and later warn about what
# they do unless told that it is wanted, and older ones don't know how to be told. With less inlined, the compiler is done in a
# third of the time, and what it makes is as fast; a heap that begins small stays small (docs/benchmarks.md).
RUN mkdir -p /opt/crier /etc/crier /var/lib/crier \
    && chown 10001:10001 /var/lib/crier \
    && echo "-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError -XX:MaxInlineLevel=9 -XX:FreqInlineSize=120 -Xms32m" > /opt/crier/java.options \
    && echo "-Dio.netty.native.workdir=/var/lib/crier -DZstdTempFolder=/var/lib/crier" >> /opt/crier/java.options \
    && quiet="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow" \
    && if java ${quiet} -version > /dev/null 2>&1; then echo "${quiet}" >> /opt/crier/java.options; fi

# A crier.yaml that is mounted here is the configuration, and the jars in plugins/ beside it are loaded.
WORKDIR /etc/crier
# The hub writes nowhere else. A new volume takes over the folder's owner; a folder of the host has to be 10001's already.
ENV CRIER_STATE_FOLDER=/var/lib/crier CRIER_LOG_FOLDER=/var/lib/crier/log
VOLUME /var/lib/crier
EXPOSE 8080
USER 10001:10001
STOPSIGNAL SIGTERM
# A fifth of a second of CPU each. What JAVA_TOOL_OPTIONS gives the hub, such as an agent, is not for the probe.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["env", "-u", "JAVA_TOOL_OPTIONS", "-u", "JDK_JAVA_OPTIONS", "java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/opt/crier/crier.jar", "dev.crier.server.HealthProbe"]
ENTRYPOINT ["java", "@/opt/crier/java.options", "-jar", "/opt/crier/crier.jar"]
CMD ["serve"]
# Last, since it's what changes.
COPY --from=build /crier.jar /opt/crier/crier.jar
# The classes that a start takes are kept, which spares it a third of its time; a JVM that can't keep them goes without.
# An archive fits only heaps with the same kind of pointers, so this one is small wherever the image is built.
USER root
RUN java @/opt/crier/java.options -Xmx256m -XX:ArchiveClassesAtExit=/opt/crier/crier.jsa \
        -cp /opt/crier/crier.jar dev.crier.server.Rehearsal > /dev/null 2>&1 || rm -f /opt/crier/crier.jsa; \
    if [ -f /opt/crier/crier.jsa ]; then \
        echo "-XX:SharedArchiveFile=/opt/crier/crier.jsa -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off" \
            >> /opt/crier/java.options; \
    fi
USER 10001:10001
