package dev.crier.bench.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A small event hub that keeps everything and resumes by ids, and goes wrong on purpose; a thread for each connection. */
final class LyingServer implements AutoCloseable {

    /** What it does wrong. */
    enum Lie {
        NONE,
        /** Passes over the first event that somebody who comes back has missed. */
        SKIPS_IN_A_CATCH_UP,
        /** Begins a catch-up one event too early. */
        DOUBLES_IN_A_CATCH_UP,
        /** Swaps two events now and then. */
        REORDERS,
        /** Forgets half of what somebody has missed, and says nothing. */
        HIDES_A_GAP,
        /** Says so, though it had everything. */
        ANNOUNCES_A_GAP,
        /** Sends a half of an event now and then. */
        HALVES
    }

    private static final Pattern TOPICS = Pattern.compile("topic=([^& ]+)");
    private static final Pattern LAST_ID = Pattern.compile("Last-Event-ID: e-(\\d+)");
    private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)");
    private static final int EVERY = 50;

    private record Kept(String topic, String data) {}

    private final Lie lie;
    private final ServerSocket listener;
    private final List<Kept> kept = new ArrayList<>();
    private final Map<String, Integer> keys = new HashMap<>();

    LyingServer(Lie lie) throws IOException {
        this.lie = lie;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "lying server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.startsWith("GET")) {
                    stream(head, socket.getOutputStream());
                    return;
                }
                String body = new String(in.readNBytes(number(LENGTH, head, 0)), StandardCharsets.UTF_8);
                publish(head.substring("POST /events/".length(), head.indexOf(" HTTP/")), head, body);
                say(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        } catch (IOException e) {
            // the client is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void publish(String topic, String head, String body) {
        String key = head.replaceAll("(?s).*Idempotency-Key: (\\S+).*", "$1");
        if (keys.putIfAbsent(key, kept.size()) == null) {
            kept.add(new Kept(topic, body));
            notifyAll();
        }
    }

    private void stream(String head, OutputStream out) throws IOException, InterruptedException {
        Set<String> topics =
                TOPICS.matcher(head).results().map(found -> found.group(1)).collect(Collectors.toSet());
        int at = number(LAST_ID, head, -1);
        boolean back = at >= 0;
        at = back ? at : size();
        say(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        int missed = size() - at;
        if (back && missed > 1) {
            at += lie == Lie.SKIPS_IN_A_CATCH_UP ? 1 : lie == Lie.HIDES_A_GAP ? missed / 2 : 0;
            at -= lie == Lie.DOUBLES_IN_A_CATCH_UP && at > 0 ? 1 : 0;
        }
        if (back && lie == Lie.ANNOUNCES_A_GAP) {
            say(out, "event: hub.gap\ndata: {\"reason\":\"expired\",\"topics\":[\"faults/0\"]}\n\n");
        }
        say(out, "event: hub.checkpoint\ndata:\nid: e-" + at + "\n\n");
        while (true) {
            List<Kept> news = after(at);
            if (lie == Lie.REORDERS && news.size() > 1) {
                Collections.swap(news, 0, 1);
            }
            for (Kept one : news) {
                at++;
                if (topics.contains(one.topic)) {
                    boolean half = lie == Lie.HALVES && at % EVERY == 0;
                    String data = half ? one.data.substring(0, one.data.length() / 2) : one.data;
                    say(
                            out,
                            Arrays.stream(data.split("\n", -1)).collect(Collectors.joining("\ndata: ", "data: ", "\n"))
                                    + "id: e-" + at + "\n\n");
                }
            }
        }
    }

    private synchronized int size() {
        return kept.size();
    }

    private synchronized List<Kept> after(int at) throws InterruptedException {
        while (kept.size() <= at) {
            wait();
        }
        // For one more, if one comes soon, so that there is something to reorder.
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        for (long left = 100; lie == Lie.REORDERS && kept.size() < at + 2 && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return new ArrayList<>(kept.subList(at, kept.size()));
    }

    private static int number(Pattern pattern, String head, int otherwise) {
        Matcher found = pattern.matcher(head);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
