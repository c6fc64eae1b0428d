package beelab.sensor.attach;

import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.TracingPolicy;

/**
 * From a policy to its programs on this kernel; implemented by the compiler of the package compile.
 */
public interface PolicyCompilation {

    /**
     * Plans and encodes a policy.
     *
     * @param id number of the policy in this agent, which its records carry
     * @throws PolicyException when this kernel cannot do what the policy says
     */
    CompiledPolicy compile(TracingPolicy policy, int id) throws PolicyException;
}
