package beelab.lab.check;

import beelab.lab.scenario.ClusterCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the cluster and at the sensors' policies. */
public interface ClusterProbe {

    /**
     * What keeps the condition from being true, in words; empty when it is true. May block for a
     * round trip to the cluster; never throws, an unreachable cluster is an objection too.
     */
    Optional<String> objection(ClusterCondition condition);

    /**
     * Since when every sensor has reported the policy as loaded, by the lab's clock; empty when
     * some does not.
     */
    Optional<Instant> loadedSince(String policy);

    /**
     * Addresses of the pods with these labels at this moment; empty when there are none or the
     * cluster cannot be asked.
     *
     * @param selector label selector as kubectl takes it, such as {@code app=rsvp-db}
     */
    List<String> podAddresses(String selector);

    /** Why no event can be expected at all: no sensor is connected; empty when one is. */
    Optional<String> blind();
}
