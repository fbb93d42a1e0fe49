package dev.crier.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of curl in a document, with the answer that stands below it: run without curl and without a shell, as far as
 * documents go. Ids, times and retry times may differ; everything else may not.
 */
record DocumentedCall(String command, String expected) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** The calls of all blocks, in their order. */
    static List<DocumentedCall> in(String document) {
        List<DocumentedCall> calls = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(document);
        while (blocks.find()) {
            for (String call : blocks.group(1).split("(?m)^\\$ ", -1)) {
                if (!call.isEmpty()) {
                    int end = call.indexOf('\n');
                    calls.add(new DocumentedCall(call.substring(0, end), normal(call.substring(end + 1))));
                }
            }
        }
        return calls;
    }

    /** What a hub answers; of a stream, as many lines as are expected. */
    String run(TestHub hub) {
        String body = "";
        String line = command;
        if (line.startsWith("printf ")) {
            body = line.substring(line.indexOf('\'') + 1, line.indexOf("' | ")).replace("\\n", "\n");
            line = line.substring(line.indexOf("' | ") + 4);
        }
        Request request = Request.parse(words(line), body);
        try (RawClient client = hub.connect()) {
            client.request(request.method, real(hub, request.target), real(hub, request.headers), request.body);
            RawClient.Head head = client.head();
            StringBuilder answer = new StringBuilder();
            if (request.showHead) {
                answer.append(documentedHead(head));
            }
            if (head.header("transfer-encoding").equals("chunked")) {
                long lines = expected.lines().count();
                // A stream goes on after what the document shows of it.
                client.chunksUntil(text -> text.endsWith("\n") && text.lines().count() >= lines)
                        .lines()
                        .limit(lines)
                        .forEach(shown -> answer.append(shown).append('\n'));
            } else if (head.status() != 204) {
                answer.append(new String(client.bytes(Integer.parseInt(head.header("content-length"))), UTF_8));
            }
            return normal(answer.toString());
        }
    }

    /** The documents show the status and what is worth seeing of the headers. */
    private String documentedHead(RawClient.Head head) {
        StringBuilder shown = new StringBuilder(head.protocol() + " " + head.status() + " "
                + expected.substring(0, expected.indexOf('\n')).split(" ", 3)[2] + "\n");
        expected.lines().skip(1).takeWhile(line -> !line.isEmpty()).forEach(line -> {
            String name = line.substring(0, line.indexOf(':'));
            shown.append(name)
                    .append(": ")
                    .append(head.header(name.toLowerCase(Locale.ROOT)))
                    .append('\n');
        });
        return shown.append('\n').toString();
    }

    /** The documents have an epoch of their own. */
    private static String real(TestHub hub, String text) {
        return text.replace("k3v9q2xw01-", hub.server().hub().lineage().epoch() + "-");
    }

    private static String[] real(TestHub hub, List<String> headers) {
        return headers.stream().map(header -> real(hub, header)).toArray(String[]::new);
    }

    private static String normal(String text) {
        return text.replaceAll("\\b[a-z0-9]{6,32}-(\\d+)\\b", "<epoch>-$1")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>")
                .replaceAll("retry: \\d+", "retry: <milliseconds>")
                .replaceAll("\"milliseconds\":\\d+", "\"milliseconds\":<number>")
                .replaceAll("(?m)^data: $", "data:");
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(
                    matcher.group(1) != null
                            ? matcher.group(1)
                            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return words;
    }

    /** What the words of a call of curl ask for. */
    private record Request(String method, String target, List<String> headers, String body, boolean showHead) {

        static Request parse(List<String> words, String piped) {
            String method = "";
            String url = "";
            String body = "";
            boolean showHead = false;
            List<String> headers = new ArrayList<>();
            for (int i = 1; i < words.size(); i++) {
                switch (words.get(i)) {
                    case "-X" -> method = words.get(++i);
                    case "-H" -> headers.add(words.get(++i));
                    case "-d" -> body = words.get(++i);
                    case "--data-binary" -> body = words.get(++i).equals("@-") ? piped : words.get(i);
                    case "-i" -> showHead = true;
                    case "-N" -> {}
                    default -> url = words.get(i);
                }
            }
            String target = url.replaceFirst("^(http://)?localhost:8080", "");
            return new Request(
                    method.isEmpty() ? body.isEmpty() ? "GET" : "POST" : method, target, headers, body, showHead);
        }
    }
}
