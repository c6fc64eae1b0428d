package beelab.sensor.compile;

import java.util.List;

/**
 * How one hook of a policy will be attached on this kernel, told to people.
 *
 * @param section section of the policy, such as {@code kprobes}
 * @param index position in the section, from 0
 * @param target what the policy names
 * @param mechanism how it is attached; empty when nothing is attached
 * @param why why this mechanism and no other
 * @param fires when the event is made, relative to the observed call
 * @param memory where arguments are read from, and what that means
 * @param misses calls that the policy asks for and that this mechanism does not see
 * @param adds events that the function itself would not have made
 * @param notes other differences
 * @param enforcement what the policy's actions achieve, and what not; empty without such actions
 */
public record HookPlan(
        String section,
        int index,
        String target,
        String mechanism,
        String why,
        String fires,
        String memory,
        List<String> misses,
        List<String> adds,
        List<String> notes,
        String enforcement) {
    public HookPlan {
        misses = List.copyOf(misses);
        adds = List.copyOf(adds);
        notes = List.copyOf(notes);
    }

    /**
     * Whether anything is attached; a function that may be missing and is leaves a hook without.
     */
    public boolean attached() {
        return !mechanism.isEmpty();
    }
}
