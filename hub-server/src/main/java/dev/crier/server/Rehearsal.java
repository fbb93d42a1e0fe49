package dev.crier.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a hub once through what every hub does, and ends: on a free port of the loopback interface, one subscriber, one
 * event, one batch, the page. A JVM that is told to remember which classes that took
 * ({@code -XX:ArchiveClassesAtExit=crier.jsa}) writes them into an archive, with which the next hub starts in two thirds of
 * the time. It exits with 0 if all was as it should be, else with 1.
 *
 * <p>Threading: a process of its own, with a thread for the hub's command and one that asks.
 */
final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("http://[^/ ]+:(\\d+)/");
    private static final String TOPIC = "/events/rehearsal";

    private Rehearsal() {}

    /** Rehearses; the hub's own end, by its shutdown hook, is part of it. */
    public static void main(String[] arguments) {
        new Timer("patience", true).schedule(giveUp(), PATIENCE.toMillis());
        if (run()) {
            System.exit(0);
        }
        Runtime.getRuntime().halt(1); // past the hub's shutdown hook, which would make it a good end
    }

    private static TimerTask giveUp() {
        return new TimerTask() {
            @Override
            public void run() {
                Runtime.getRuntime().halt(1);
            }
        };
    }

    private static boolean run() {
        try {
            Path nowhere = Files.createTempDirectory("crier-rehearsal");
            try {
                PipedOutputStream said = new PipedOutputStream();
                BufferedReader banner =
                        new BufferedReader(new InputStreamReader(new PipedInputStream(said), StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
                new Thread(
                                () -> serve(
                                        new Crier(Map.of(), nowhere, InputStream.nullInputStream(), out, System.err)),
                                "rehearsal")
                        .start();
                perform(port(banner));
            } finally {
                Files.deleteIfExists(nowhere);
            }
            return true;
        } catch (IOException failed) {
            System.err.println("the rehearsal failed: " + failed);
            return false;
        }
    }

    private static void serve(Crier hub) {
        System.exit(hub.run(List.of("serve", "--host", "127.0.0.1", "--port", "0", "--dev", "--no-sources")));
    }

    /** The port in the hub's banner; a hub that can't start says nothing, and ends the process. */
    private static int port(BufferedReader banner) throws IOException {
        for (String line = banner.readLine(); line != null; line = banner.readLine()) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IOException("the hub did not say its port");
    }

    private static void perform(int port) throws IOException {
        try (Socket subscriber = open(port)) {
            BufferedReader stream = send(subscriber, "GET " + TOPIC + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await(stream, "event: hub.checkpoint");
            post(port, TOPIC, "text/plain", "one");
            await(stream, "data: one");
            post(port, "/events", BatchPublish.MEDIA_TYPE, "{\"topic\":\"rehearsal\",\"data\":\"two\"}\n");
            await(stream, "data: two");
        }
        for (String path : List.of("/", "/readyz", "/topics", "/history/rehearsal")) {
            ask(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    private static void post(int port, String path, String type, String body) throws IOException {
        ask(
                port,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    private static void ask(int port, String request) throws IOException {
        try (Socket socket = open(port)) {
            await(send(socket, request), "HTTP/1.1 200 OK");
        }
    }

    private static Socket open(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static BufferedReader send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void await(BufferedReader answer, String line) throws IOException {
        for (String next = answer.readLine(); !line.equals(next); next = answer.readLine()) {
            if (next == null) {
                throw new IOException("the answer ended before '" + line + "'");
            }
        }
    }
}
