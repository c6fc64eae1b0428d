package beelab.lab.ui.events;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * One line of the event table.
 *
 * @param id number of the event in its feed, ascending, never reused
 * @param time when the kernel saw it
 * @param source {@code namespace/pod}, or the node's name for processes outside of pods
 * @param look what it is about
 * @param verb one word for the compact line: {@code process}, {@code exit}, {@code symlinkat}
 * @param binary path of the program
 * @param detail arguments of the program or of the call, ready to read
 * @param function hooked function without the architecture's prefix; empty for process events
 * @param policy name of the policy that reported it; may be empty
 * @param action what the policy did, {@code Sigkill} or {@code Post}; may be empty
 * @param verdict how it ended
 * @param byLab whether the lab itself caused it, to look whether a step is done
 * @param facts what the details pane lists, in order
 * @param compact the line of {@code bee getevents -o compact}
 * @param json the event as pretty-printed JSON, made when asked for
 */
public record EventLine(
        long id,
        Instant time,
        String source,
        EventLook look,
        String verb,
        String binary,
        String detail,
        String function,
        String policy,
        String action,
        Verdict verdict,
        boolean byLab,
        List<Fact> facts,
        String compact,
        Supplier<String> json) {

    /**
     * A labelled value in the details pane.
     *
     * @param label what it is
     * @param value never empty
     */
    public record Fact(String label, String value) {}

    /** Takes a copy of the facts. */
    public EventLine {
        facts = List.copyOf(facts);
    }

    /** The program's name without its folder. */
    public String program() {
        return binary.substring(binary.lastIndexOf('/') + 1);
    }

    /**
     * Whether the learner made it: a pod outside of kube-system, or a word of the sensor itself.
     */
    boolean isLearners() {
        return look == EventLook.NOTICE
                || (source.contains("/") && !source.startsWith("kube-system/"));
    }

    /** Whether any of the texts that the table shows contains {@code needle} (lower case). */
    boolean mentions(String needle) {
        return contains(source, needle)
                || contains(binary, needle)
                || contains(detail, needle)
                || contains(function, needle)
                || contains(verb, needle)
                || contains(policy, needle)
                || contains(action, needle)
                || contains(verdict.word(), needle);
    }

    static boolean contains(String text, String needle) {
        return text.toLowerCase(Locale.ROOT).contains(needle);
    }
}
