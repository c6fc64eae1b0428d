/** The agent's numbers, for Prometheus. */
@NullMarked
package beelab.sensor.metrics;

import org.jspecify.annotations.NullMarked;
