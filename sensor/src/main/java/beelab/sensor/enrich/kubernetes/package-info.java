/** The pods of this node, followed through the Kubernetes API. */
@NullMarked
package beelab.sensor.enrich.kubernetes;

import org.jspecify.annotations.NullMarked;
