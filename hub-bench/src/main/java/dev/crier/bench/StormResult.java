package dev.crier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a storm did.
 *
 * @param stayers how many stayed
 * @param clients how many came back
 * @param missed how many events were published meanwhile
 * @param caughtUp how many clients got all that they had missed
 * @param seconds until they had it, or until the bench gave up
 * @param without the latencies of those who stayed, before the storm
 * @param during the same, while the clients came back
 * @param stayed what those who stayed got
 * @param returned what those got who came back
 */
record StormResult(
        int stayers,
        int clients,
        int missed,
        int caughtUp,
        double seconds,
        Latencies.Quantiles without,
        Latencies.Quantiles during,
        Verdict stayed,
        Verdict returned) {

    /** Whether nobody lost anything. */
    boolean whole() {
        return stayed.whole() && returned.whole() && caughtUp == clients;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        Report.line(
                text,
                "crier bench",
                "%,d clients come back at once, each having missed %,d events, while %,d stay",
                clients,
                missed,
                stayers);
        Report.line(text, "came back", "%,d of %,d had all they had missed after %.2f s", caughtUp, clients, seconds);
        Report.line(text, "before", "latency of those who stay: %s", Report.quantiles(without));
        Report.line(text, "meanwhile", "latency of those who stay: %s", Report.quantiles(during));
        Report.line(text, stayed.whole() ? "stayed" : "BROKEN", "%s", Report.verdict(stayed));
        Report.line(text, returned.whole() ? "returned" : "BROKEN", "%s", Report.verdict(returned));
        return text.toString();
    }

    ObjectNode json() {
        ObjectNode json = Report.object()
                .put("whole", whole())
                .put("stayers", stayers)
                .put("clients", clients)
                .put("missed", missed)
                .put("caughtUp", caughtUp)
                .put("seconds", seconds);
        json.set("latencyMicrosBefore", Report.json(without));
        json.set("latencyMicrosDuring", Report.json(during));
        json.set("stayed", Report.json(stayed));
        json.set("returned", Report.json(returned));
        return json;
    }
}
