package beelab.sensor.process;

import beelab.sensor.wire.KernelEvent;
import java.util.StringJoiner;

/** The words of the field {@code flags}, in the order of the contract. */
final class ExecFlagWords {
    private ExecFlagWords() {}

    /**
     * @param scanned found in /proc
     * @param clone first execution since the process was created
     * @param miss neither its creation nor an earlier execution was seen
     */
    static String of(
            KernelEvent.Exec exec, boolean scanned, boolean clone, boolean miss, boolean initTree) {
        StringJoiner words = new StringJoiner(" ");
        words.add(scanned ? "procFS" : "execve");
        add(words, exec.arguments().cut(), "truncArgs");
        add(words, miss, "miss");
        add(words, !exec.executable().known() && !exec.filename().known(), "errorFilename");
        add(words, exec.arguments().errno() != 0, "errorArgs");
        add(words, !exec.workingDirectory().known(), "nocwd");
        add(words, exec.workingDirectory().value().equals("/"), "rootcwd");
        add(words, exec.flags().workingDirectoryUnresolved(), "errorCWD");
        add(words, clone, "clone");
        add(words, !exec.cgroupName().known(), "errorCgroupName");
        add(words, exec.cgroupId() == 0, "errorCgroupID");
        add(words, initTree, "inInitTree");
        return words.toString();
    }

    /** Of a process that has executed nothing since its clone. */
    static String ofClone(boolean initTree) {
        return initTree ? "clone inInitTree" : "clone";
    }

    private static void add(StringJoiner words, boolean when, String word) {
        if (when) {
            words.add(word);
        }
    }
}
