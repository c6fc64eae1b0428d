package beelab.lab.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Which events the lab itself caused: it runs programs in pods to find out whether a step is done,
 * and the sensor reports those like any other. An announced program claims one start of exactly
 * that command in that pod; everything that this process and its children do belongs to it.
 *
 * <p>Safe for use by several threads.
 */
public final class LabPrograms {

    /** How long after its end the start of a program may still arrive. */
    private static final Duration LATEST = Duration.ofSeconds(10);

    /** Processes that are remembered; the oldest are forgotten first. */
    private static final int MOST = 4_096;

    private final List<Announced> announced = new ArrayList<>();
    private final Set<String> executions =
            Collections.newSetFromMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                            return size() > MOST;
                        }
                    });

    /** A program between its announcement and its end. */
    public interface Running extends AutoCloseable {
        /** Says that it has ended. */
        @Override
        void close();
    }

    private static final class Announced implements Running {
        private final String namespace;
        private final String pod;
        private final String program;
        private final String arguments;
        private volatile Instant until = Instant.MAX;

        private Announced(String namespace, String pod, List<String> command) {
            this.namespace = namespace;
            this.pod = pod;
            this.program = name(command.getFirst());
            this.arguments = bare(String.join(" ", command.subList(1, command.size())));
        }

        private boolean isStartedBy(EventRow row) {
            return row.namespace().equals(namespace)
                    && row.pod().equals(pod)
                    && name(row.binary()).equals(program)
                    && bare(row.arguments()).equals(arguments);
        }

        @Override
        public void close() {
            until = Instant.now().plus(LATEST);
        }
    }

    /**
     * Announces a program just before it is started.
     *
     * @param command program and arguments, at least the program
     */
    public Running announce(String namespace, String pod, List<String> command) {
        Announced program = new Announced(namespace, pod, command);
        synchronized (this) {
            announced.add(program);
        }
        return program;
    }

    /** Takes note of a new row, before anybody asks about it. */
    synchronized void note(EventRow row) {
        if (row.kind() != EventKind.PROCESS_EXEC || row.atStart()) {
            return;
        }
        announced.removeIf(program -> program.until.isBefore(row.received()));
        if (executions.contains(row.parentExecId())) {
            executions.add(row.execId());
            return;
        }
        for (Announced program : announced) {
            if (program.isStartedBy(row)) {
                announced.remove(program);
                executions.add(row.execId());
                return;
            }
        }
    }

    /** Whether the lab caused it. */
    public synchronized boolean caused(EventRow row) {
        return executions.contains(row.execId());
    }

    /** The executions that were the lab's, as {@link EventRow#execId} names them, oldest first. */
    public synchronized SequencedSet<String> executions() {
        return new LinkedHashSet<>(executions);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Sensors put arguments with blanks into quotes. */
    private static String bare(String arguments) {
        return arguments.replace("\"", "");
    }
}
