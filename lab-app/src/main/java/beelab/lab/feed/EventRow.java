package beelab.lab.feed;

import java.time.Instant;
import java.util.List;

/**
 * One event, flat: what a table shows and a check compares. Texts that an event does not have are
 * empty.
 *
 * @param sequence position in the buffer, from 1, without gaps
 * @param time when it happened, by the clock of its node
 * @param received when the lab got it, by the lab's clock
 * @param kind kind of event
 * @param node node that reported it
 * @param namespace Kubernetes namespace
 * @param pod pod
 * @param container container in the pod
 * @param binary path of the program
 * @param arguments its arguments, joined by spaces
 * @param pid process id on the node; 0 when unknown
 * @param uid effective user id; -1 when unknown
 * @param execId identity of this execution of the process, over all nodes
 * @param parentExecId the same of its parent
 * @param parentBinary path of the parent's program
 * @param function function or tracepoint without the architecture's prefix: {@code sys_symlinkat}
 * @param args arguments of the function as text: a path, a number, {@code a:1 -> b:2}
 * @param returned return value as text
 * @param policy policy that asked for the event
 * @param action last action of the matching selector without its prefix: {@code SIGKILL}
 * @param signal signal that ended the process: {@code SIGKILL}
 * @param status exit status; 0 unless the kind is {@link EventKind#PROCESS_EXIT}
 * @param atStart whether this is no execution but a process that the sensor found in /proc
 * @param compact the line that {@code bee getevents -o compact} prints
 * @param raw the event itself
 */
public record EventRow(
        long sequence,
        Instant time,
        Instant received,
        EventKind kind,
        String node,
        String namespace,
        String pod,
        String container,
        String binary,
        String arguments,
        long pid,
        long uid,
        String execId,
        String parentExecId,
        String parentBinary,
        String function,
        List<String> args,
        String returned,
        String policy,
        String action,
        String signal,
        int status,
        boolean atStart,
        String compact,
        RawEvent raw) {

    /** Copies the arguments. */
    public EventRow {
        args = List.copyOf(args);
    }

    /** {@code namespace/pod}, or the node for a process outside of pods. */
    public String source() {
        return pod.isEmpty() ? node : namespace + "/" + pod;
    }

    /** The event as one line of JSON. */
    public String json() {
        return raw.json();
    }
}
