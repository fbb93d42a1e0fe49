package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crier.core.engine.Fanout;
import dev.crier.server.auth.AccessRules;
import dev.crier.server.auth.Authentication;
import dev.crier.server.config.ConnectionLimits;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.ProxyConfig;
import dev.crier.server.config.SseConfig;
import dev.crier.server.http.Clients;
import dev.crier.server.http.Cors;
import dev.crier.server.http.LiveStream;
import dev.crier.server.http.StreamWatch;
import dev.crier.server.http.Target;
import dev.crier.server.limits.Admission;
import dev.crier.server.limits.Http2Streams;
import dev.crier.server.limits.Pressure;
import dev.crier.server.limits.StreamAdmission;
import dev.crier.server.metrics.HubMetrics;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub's own server can't be brought to do from outside: a stream that fails while it opens. */
@DisplayName("A stream that opens")
class SubscribeHandlerTest {

    /** A client of whom a proxy asks, so that it has no connection that ends what it has. */
    private static final String CLIENT = "192.0.2.1";

    private static final ConnectionLimits ONE_EACH = new ConnectionLimits(10, 1, 1, 10);

    /** What is left of a stream whose opening threw, before anything else has happened. */
    private record Left(RuntimeException thrown, int counted, int listed, long subscribed, boolean roomForAnother) {}

    private final HubConfig config = HubConfig.defaults();
    private final ProxyConfig proxies = ProxyConfig.NONE.withTrusted("127.0.0.0/8");
    private final Clients clients = new Clients(proxies);
    private final HubMetrics metrics = new HubMetrics();
    private final Pressure pressure = new Pressure(90, () -> 0);
    private final Lifecycle lifecycle = new Lifecycle(pressure);
    private final Admission admission = new Admission(ONE_EACH, proxies, false, metrics);
    private final Connections connections =
            new Connections(metrics, lifecycle, new Http2Streams(ONE_EACH, proxies, false, metrics));
    private final OpenStreams streams = connections.openStreams();
    private final BlockingQueue<HttpServerRequest> handled = new LinkedBlockingQueue<>();
    private final BlockingQueue<Left> failed = new LinkedBlockingQueue<>();
    private RequestBed bed;

    @AfterEach
    void close() {
        bed.close();
        metrics.close();
    }

    /** Opens streams for whoever asks. */
    private void start(StreamWatch watch, UnaryOperator<HttpServerRequest> seen) {
        bed = new RequestBed(config.limits(), connections::opened, fanout -> opener(fanout, watch, seen));
    }

    private Handler<HttpServerRequest> opener(Fanout fanout, StreamWatch watch, UnaryOperator<HttpServerRequest> seen) {
        SubscribeHandler handler = new SubscribeHandler(
                new StreamAdmission(admission, clients, pressure, metrics),
                clients,
                fanout,
                new ReconnectDelay(config.sse().retry(), new Random(1)),
                watch,
                lifecycle,
                connections,
                streams,
                new AccessRules(config, failure -> {}, Clock.systemUTC()),
                Codings.of(SseConfig.Compression.GZIP),
                10,
                config.sse().stallTimeout());
        Authentication nobody = Authentication.of(
                Vertx.currentContext().owner(), config.auth(), new Cors(List.of(), false), clients, failure -> {});
        return request -> {
            Target target = Target.of(request);
            try {
                handler.handle(
                        seen.apply(request),
                        target,
                        nobody.identifyReader(request, target).result());
            } catch (RuntimeException thrown) {
                failed.add(left(thrown));
            }
            handled.add(request);
        };
    }

    private Left left(RuntimeException thrown) {
        return new Left(
                thrown,
                connections.streams(),
                streams.list(0, 10).size(),
                bed.hub().subscribers(),
                admission.admitProxied(address(CLIENT)).isPresent());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("keeps neither the header fields of its request nor those of its answer")
    void headers(boolean http2) throws Exception {
        start(StreamWatch.NONE, request -> request);
        try (RawClient client = bed.connect()) {
            if (http2) {
                new RawHttp2(client).get(1, "/events/a", "x", "y".repeat(8_000));
            } else {
                client.get("/events/a", "x: " + "y".repeat(8_000));
            }
            HttpServerRequest request = next(handled);
            assertThat(failed).isEmpty();
            assertThat(connections.streams()).isEqualTo(1);
            assertThat(request.headers().names()).isEmpty();
            assertThat(request.response().headers().names()).isEmpty();
        }
    }

    @Test
    @DisplayName("and whose head can't be written leaves its place to others")
    void beforeItIsOpen() throws Exception {
        start(StreamWatch.NONE, SubscribeHandlerTest::headless);
        try (RawClient client = bed.connect().get("/events/a", "X-Forwarded-For: " + CLIENT)) {
            Left left = next(failed);
            assertThat(left.thrown()).hasMessage("no head");
            assertThat(left).isEqualTo(new Left(left.thrown(), 0, 0, 0, true));
        }
    }

    /** The same request, to which no answer can be begun. */
    private static HttpServerRequest headless(HttpServerRequest request) {
        HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(
                SubscribeHandlerTest.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("writeHead")) {
                        throw new IllegalStateException("no head");
                    }
                    return method.invoke(request.response(), arguments);
                });
        return new HttpServerRequestWrapper((HttpServerRequestInternal) request) {
            @Override
            public HttpServerResponse response() {
                return response;
            }
        };
    }

    @Test
    @DisplayName("and fails when it is open already is counted, listed and read by nobody")
    void whenItIsOpen() throws Exception {
        List<LiveStream> closed = new CopyOnWriteArrayList<>();
        start(
                new StreamWatch() {
                    @Override
                    public boolean admits(Target target) {
                        return true;
                    }

                    @Override
                    public void opened(Target target, LiveStream stream) {
                        assertThat(connections.streams()).isEqualTo(1);
                        throw new IllegalStateException("no watch");
                    }

                    @Override
                    public void closed(Target target, LiveStream stream) {
                        closed.add(stream);
                    }
                },
                request -> request);
        try (RawClient client = bed.connect().get("/events/a", "X-Forwarded-For: " + CLIENT)) {
            Left left = next(failed);
            assertThat(left.thrown()).hasMessage("no watch");
            assertThat(left).isEqualTo(new Left(left.thrown(), 0, 0, 0, true));
            assertThat(closed).hasSize(1);
            client.close();
            await().untilAsserted(() -> assertThat(connections.streams()).isZero());
        }
    }
}
