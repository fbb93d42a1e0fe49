package dev.crier.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. Immutable. */
sealed interface BenchCommand {

    /**
     * Print a text.
     *
     * @param text the text
     */
    record Help(String text) implements BenchCommand {}

    /**
     * Put load on a server.
     *
     * @param ownHub whether to start a hub for it; the plan's port and process are filled in then
     * @param plan what to do
     * @param output where the result goes
     */
    record Load(boolean ownHub, LoadPlan plan, Output output) implements BenchCommand {}

    /**
     * Let many clients come back at once.
     *
     * @param load the load that goes on meanwhile
     * @param clients how many come back
     * @param missed how many events they have missed
     */
    record Storm(Load load, int clients, int missed) implements BenchCommand {}

    /**
     * Publish one event on each of many topics.
     *
     * @param load where and how
     * @param topics how many topics
     */
    record IdleTopics(Load load, int topics) implements BenchCommand {}

    /**
     * Start the hub and a bare Vert.x server in turn.
     *
     * @param repeats how often each
     * @param output where the result goes
     */
    record Startup(int repeats, Output output) implements BenchCommand {}

    /**
     * Measure the hub beside its peers.
     *
     * @param rows which rows
     * @param repeats how often each
     * @param warmUp how long each server is warmed up, as the command line says it
     * @param seconds how long each measurement takes, as the command line says it
     * @param output where every single result goes
     */
    record Compare(List<String> rows, int repeats, String warmUp, String seconds, Output output)
            implements BenchCommand {}

    /**
     * Do to a hub what networks, machines and users do, and count what is lost by it.
     *
     * @param scenarios which
     * @param time for all of them together
     * @param seed what chance follows from
     */
    record Faults(List<String> scenarios, Duration time, long seed) implements BenchCommand {}

    /**
     * Hand over to JMH.
     *
     * @param arguments its arguments
     */
    record Jmh(List<String> arguments) implements BenchCommand {}

    /**
     * Hand over to jcstress.
     *
     * @param arguments its arguments
     */
    record Jcstress(List<String> arguments) implements BenchCommand {}

    /**
     * Where a result goes.
     *
     * @param json whether JSON is printed and not text
     * @param file gets a line of JSON more
     * @param quiet whether the progress is left out
     */
    record Output(boolean json, Optional<Path> file, boolean quiet) {}
}
