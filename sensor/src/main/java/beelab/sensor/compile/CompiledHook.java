package beelab.sensor.compile;

import java.util.List;

/**
 * One hook of a policy.
 *
 * @param section where it stands in the document
 * @param index position in its section, from 0
 * @param functionName as it appears in events, such as {@code __x64_sys_symlinkat}; of a tracepoint
 *     {@code subsystem/event}
 * @param message of the hook; empty when it has none
 * @param tags of the hook
 * @param mechanism how it is attached, for people
 * @param argumentLabels {@code label} of each argument by its index; empty text when it has none
 * @param programs what is loaded for it. Programs with the role Enter and Leave belong together and
 *     share the map {@code pending}
 */
public record CompiledHook(
        Section section,
        int index,
        String functionName,
        String message,
        List<String> tags,
        String mechanism,
        List<String> argumentLabels,
        List<CompiledProgram> programs) {
    public CompiledHook {
        tags = List.copyOf(tags);
        argumentLabels = List.copyOf(argumentLabels);
        programs = List.copyOf(programs);
    }

    /** Sections of a policy; they decide which kind of event the hook makes. */
    public enum Section {
        KPROBES,
        FENTRIES,
        TRACEPOINTS,
        LSM_HOOKS
    }
}
