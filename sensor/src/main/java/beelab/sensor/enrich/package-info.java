/** From kernel records to events: processes, pods and names of policies are added here. */
@NullMarked
package beelab.sensor.enrich;

import org.jspecify.annotations.NullMarked;
