package beelab.sensor.compile;

import java.util.List;

/**
 * The planner's answer for one function of a hook.
 *
 * @param functionName as events name it
 * @param plan the answer for people; its {@code enforcement} is filled in later
 * @param attachments the answer for the compiler, each with its own text for {@code list}
 * @param argumentCount how many arguments the function has; -1 when not known
 * @param missingIsSubstitute whether an argument that is not there is the substitute's fault
 * @param enforcement when a signal would arrive, as a sentence
 */
record Blueprint(
        String functionName,
        HookPlan plan,
        List<Part> attachments,
        int argumentCount,
        boolean missingIsSubstitute,
        String enforcement) {

    /**
     * One attachment with its name.
     *
     * @param places of the hooks that its programs serve, one for each site; empty in the kernel
     */
    record Part(String mechanism, Attachment attachment, List<CompiledHook.Place> places) {
        /** An attachment in the kernel. */
        Part(String mechanism, Attachment attachment) {
            this(mechanism, attachment, List.of());
        }
    }
}
