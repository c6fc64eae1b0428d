package beelab.lab.feed;

import java.util.List;

/** Finds the sensors, for the first connection and for every one after it. */
@FunctionalInterface
public interface SensorSource {

    /**
     * One address for each sensor; may block. The feed closes their forwards.
     *
     * @return never empty
     * @throws Exception with a message for the learner when no sensor can be reached
     */
    List<SensorAddress> find() throws Exception;
}
