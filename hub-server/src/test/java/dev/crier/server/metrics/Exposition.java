package dev.crier.server.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what Prometheus reads, and takes nothing that breaks a rule of the format. */
public final class Exposition {

    private static final Pattern META = Pattern.compile("# (HELP|TYPE|UNIT) ([a-z_][a-z0-9_]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_][a-z0-9_]*)(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\n\"])*\",?)+)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One line with a value. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** What stands under one HELP and TYPE. */
    public record Family(String name, String type, List<Sample> samples) {}

    private Exposition() {}

    /** The families by name, in order. */
    public static Map<String, Family> parse(String text, boolean open) {
        Map<String, Family> families = new LinkedHashMap<>();
        Set<String> helped = new HashSet<>();
        Set<String> series = new HashSet<>();
        Family current = null;
        require(text.endsWith("\n"), "the last line has no end");
        require(text.endsWith("# EOF\n") == open, "# EOF stands at the end of OpenMetrics and nowhere else");
        for (String line :
                (open ? text.substring(0, text.length() - 6) : text).lines().toList()) {
            Matcher meta = META.matcher(line);
            if (meta.matches()) {
                String name = meta.group(2);
                if (meta.group(1).equals("HELP")) {
                    require(helped.add(name), "HELP twice: " + name);
                } else if (meta.group(1).equals("TYPE")) {
                    require(!families.containsKey(name), "TYPE twice: " + name);
                    current = new Family(name, meta.group(3), new ArrayList<>());
                    families.put(name, current);
                }
                continue;
            }
            Matcher sample = SAMPLE.matcher(line);
            require(sample.matches(), "no sample: " + line);
            require(current != null && belongs(sample.group(1), current), "not of its family: " + line);
            require(series.add(line.substring(0, line.lastIndexOf(' '))), "twice: " + line);
            current.samples().add(new Sample(sample.group(1), labels(sample.group(2)), value(sample.group(3))));
        }
        require(helped.equals(families.keySet()), "HELP and TYPE aren't of the same");
        families.values().forEach(Exposition::check);
        return families;
    }

    private static boolean belongs(String sample, Family family) {
        String rest = sample.startsWith(family.name())
                ? sample.substring(family.name().length())
                : "?";
        return switch (family.type()) {
            case "counter" -> rest.isEmpty() || rest.equals("_total");
            case "histogram" -> List.of("_bucket", "_sum", "_count").contains(rest);
            case "summary" -> List.of("_sum", "_count", "").contains(rest);
            case "info" -> rest.equals("_info");
            default -> rest.isEmpty();
        };
    }

    private static void check(Family family) {
        require(!family.samples().isEmpty(), family.name() + " has no sample");
        double last = 0;
        double everything = -1;
        for (Sample sample : family.samples()) {
            if (family.type().equals("counter")) {
                require(sample.value() >= 0, family.name() + " isn't a counter");
            } else if (sample.name().endsWith("_bucket")) {
                require(sample.value() >= last, family.name() + " isn't cumulative");
                last = sample.value();
                everything = sample.labels().get("le").equals("+Inf") ? last : everything;
            } else if (family.type().equals("histogram") && sample.name().endsWith("_count")) {
                require(sample.value() == everything, family.name() + "_count isn't that of +Inf");
            }
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            require(labels.put(label.group(1), label.group(2)) == null, "a label twice: " + text);
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static void require(boolean rule, String broken) {
        if (!rule) {
            throw new AssertionError(broken);
        }
    }
}
