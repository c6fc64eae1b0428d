/** From the reader thread to the sinks: bounded queues that count what they drop. */
@NullMarked
package beelab.sensor.pipeline;

import org.jspecify.annotations.NullMarked;
