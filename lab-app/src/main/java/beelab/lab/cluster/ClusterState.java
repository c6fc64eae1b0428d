package beelab.lab.cluster;

/**
 * What the window's state line shows.
 *
 * @param phase where the cluster stands
 * @param sensor where the sensor's DaemonSet stands
 * @param message one sentence for the learner; never empty
 */
public record ClusterState(Phase phase, Sensor sensor, String message) {

    /** Life of the cluster. */
    public enum Phase {
        /** Nothing of the cluster runs. */
        STOPPED,
        /** Being prepared or started. */
        STARTING,
        /** Pods can run. */
        READY,
        /** Could not start, or a part of it died; the message says what to do. */
        FAILED,
        /** Being torn down. */
        STOPPING
    }

    /** Life of the sensor's DaemonSet. */
    public enum Sensor {
        /** Not deployed by this lab. */
        ABSENT,
        /** Applied and not Ready yet. */
        DEPLOYING,
        /** Every pod of the DaemonSet is Ready. */
        READY,
        /** Did not become Ready; the message says why. */
        FAILED
    }

    /** The state before anything was started. */
    public static ClusterState stopped() {
        return new ClusterState(Phase.STOPPED, Sensor.ABSENT, "The cluster is not running.");
    }

    ClusterState with(Phase newPhase, String newMessage) {
        return new ClusterState(newPhase, sensor, newMessage);
    }

    ClusterState with(Sensor newSensor, String newMessage) {
        return new ClusterState(phase, newSensor, newMessage);
    }
}
