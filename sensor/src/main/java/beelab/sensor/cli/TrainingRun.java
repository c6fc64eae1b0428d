package beelab.sensor.cli;

import picocli.CommandLine;

/**
 * What the JVM watches while the cache for a quick start is made: the commands that people type
 * most, one after the other. Nobody answers at the address, which loads all that a call needs.
 */
public final class TrainingRun {
    private static final String NOBODY = "localhost:1";

    private TrainingRun() {}

    /** The recorded events that the compact lines are made of are the only argument. */
    public static void main(String[] args) {
        run("version");
        run("help", "getevents");
        run("getevents", "-o", "compact", args[0]);
        run("getevents", "-e", "PROCESS_EXEC", "--process", "x", args[0]);
        run("status", "--retries", "0", "--server-address", NOBODY);
        run("tracingpolicy", "list", "--retries", "0", "--server-address", NOBODY);
        run("getevents", "-o", "compact", "--server-address", NOBODY);
        System.out.flush();
    }

    private static void run(String... words) {
        CommandLine bee = BeeCommand.commandLine();
        int exitCode = bee.execute(words);
        System.err.println(String.join(" ", words) + ": exit code " + exitCode);
    }
}
