package beelab.sensor.enrich.runtime;

import beelab.sensor.enrich.PodResolver.KnownPod;
import java.io.IOException;
import java.util.Optional;

/** One runtime that can be asked for a container. Calls may take seconds. */
interface ContainerRuntime extends AutoCloseable {

    /**
     * What the runtime knows of a container.
     *
     * @param id 64 hexadecimal digits
     * @return empty when it does not know it
     * @throws IOException when it does not answer, or not in its own language
     */
    Optional<KnownPod> find(String id) throws IOException;

    @Override
    void close();
}
