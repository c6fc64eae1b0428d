package beelab.lab.feed;

import java.time.Instant;

/**
 * What one sensor says about one policy.
 *
 * @param node node of the sensor
 * @param id number of the policy in that sensor; a policy that is loaded again gets a new one
 * @param name name of the policy
 * @param namespace namespace of a namespaced policy; empty otherwise
 * @param state state in lower case: {@code enabled}, {@code load_error}
 * @param mode mode in lower case: {@code enforce}, {@code monitor}
 * @param error why it is not loaded; empty otherwise
 * @param since when the lab first saw this id in this state, by the lab's clock
 */
public record PolicyState(
        String node,
        long id,
        String name,
        String namespace,
        String state,
        String mode,
        String error,
        Instant since) {

    /** Whether it is loaded and attached. */
    public boolean isEnabled() {
        return state.equals("enabled");
    }

    /** Whether the sensor refused it. */
    public boolean isRefused() {
        return state.equals("load_error") || state.equals("error");
    }
}
