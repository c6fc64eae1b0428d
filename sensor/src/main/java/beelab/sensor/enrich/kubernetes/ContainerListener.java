package beelab.sensor.enrich.kubernetes;

import beelab.sensor.event.Pod;

/** Is told of containers as they come and go, on the informer's thread; returns at once. */
public interface ContainerListener {

    /**
     * A container runs, or its pod has changed.
     *
     * @param containerId 64 hexadecimal digits
     * @param pod with this container
     */
    void running(String containerId, Pod pod);

    /** A container is gone. */
    void gone(String containerId);

    /** A pod was deleted, after its containers were gone. */
    void podGone(String namespace, String pod);
}
