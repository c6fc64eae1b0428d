/** The agent's own numbers, in the text form that Prometheus reads. */
@NullMarked
package beelab.sensor.metrics;

import org.jspecify.annotations.NullMarked;
