/** Deploys the sensor into a cluster and connects to it. */
@NullMarked
package beelab.lab.cluster.sensor;

import org.jspecify.annotations.NullMarked;
