package dev.crier.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * All subscriptions of a run but those of a storm: opens them, counts what they get, and judges it.
 *
 * <p>Only for the thread of its loop.
 */
final class Subscribers {

    private final LoadPlan.Subscribe plan;
    private final ClientLoop loop;
    private final List<One> all = new ArrayList<>();
    private final int run;
    private final int rest;
    private final Latencies latencies = new Latencies();
    private final int[] subscribersOf;
    private final long[] deliveredOf;
    private int begun;
    private int open;
    private int ended;
    private long deliveries;
    private long bytes;
    private long complete;
    private long now;

    /**
     * Makes subscribers that aren't connected.
     *
     * @param run whose events count
     * @param rest how many bytes of the payload follow its marker
     */
    Subscribers(ClientLoop loop, LoadPlan.Subscribe plan, int run, int rest) {
        this.loop = loop;
        this.plan = plan;
        this.run = run;
        this.rest = rest;
        this.subscribersOf = new int[plan.topics()];
        this.deliveredOf = new long[plan.topics()];
        InetSocketAddress address = plan.target().address();
        for (int i = 0; i < plan.subscribers(); i++) {
            One one = new One(address, i % plan.topics());
            all.add(one);
            subscribersOf[one.topic()]++;
        }
    }

    /** Begins as many connections as may be under way. */
    void connectSome() {
        while (begun < all.size() && begun - open < plan.connecting()) {
            all.get(begun++).connect(plan.headers(), plan.coding());
        }
    }

    boolean allOpen() {
        return open == all.size();
    }

    int open() {
        return open;
    }

    int size() {
        return all.size();
    }

    /** How many streams the server ended. */
    int ended() {
        return ended;
    }

    /** How many events arrived, doubled ones not counted. */
    long deliveries() {
        return deliveries;
    }

    /** How many bytes of bodies arrived, as they were on the wire. */
    long bytes() {
        return bytes;
    }

    /** How many events have reached all their subscribers, as far as no subscriber is ahead of another. */
    long complete() {
        return complete;
    }

    Latencies latencies() {
        return latencies;
    }

    /** Whether every subscriber has got all events of its topic. */
    boolean allHave(long[] published) {
        for (int topic = 0; topic < published.length; topic++) {
            if (deliveredOf[topic] < published[topic] * subscribersOf[topic]) {
                return false;
            }
        }
        return true;
    }

    /** Judges everything that came. */
    Verdict verdict(long[] published, boolean ordered) {
        Verdict verdict = Verdict.none(ordered);
        for (One one : all) {
            verdict = verdict.plus(one.check, published[one.topic()]);
        }
        return verdict.withEnded(ended);
    }

    /** One subscription. */
    private final class One extends EventStream implements Marker.Sink {

        private final SequenceCheck check = new SequenceCheck();
        private final MarkerScanner scanner = new MarkerScanner(run, rest);

        One(InetSocketAddress address, int topic) {
            super(loop, address, plan.target(), topic, false);
        }

        @Override
        void opened() {
            open++;
        }

        @Override
        void ended() {
            ended++;
        }

        @Override
        void arrived(int count) {
            now = System.nanoTime();
            bytes += count;
        }

        @Override
        void body(byte[] in, int from, int to) {
            scanner.scan(in, from, to, this);
        }

        @Override
        public void event(int topic, long number, long due) {
            if (topic == topic() && check.accept(number)) {
                deliveries++;
                latencies.record(now, due);
                if (++deliveredOf[topic] % subscribersOf[topic] == 0) {
                    complete++;
                }
            }
        }
    }
}
