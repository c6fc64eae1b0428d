/** Names of containers from the runtimes themselves, for machines without the Kubernetes API. */
@NullMarked
package beelab.sensor.enrich.runtime;

import org.jspecify.annotations.NullMarked;
