package beelab.sensor.compile;

import beelab.sensor.policy.Action;

/** What an action of a selector does to the program, at one place in user space. */
@FunctionalInterface
interface UserEffects {

    /** In the kernel no action reaches user space this way. */
    UserEffects NONE = action -> UserEffect.NONE;

    /**
     * The effect of one action; {@link UserEffect#NONE} for those that have none.
     *
     * @throws Refusal with a field below the action, when it cannot be done there
     */
    UserEffect of(Action action) throws Refusal;
}
