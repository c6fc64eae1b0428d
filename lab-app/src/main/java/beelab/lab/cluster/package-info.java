/**
 * The cluster behind the lab: one interface, {@link beelab.lab.cluster.LabCluster}, and its kinds.
 * All work that needs root rights or a container engine is in this package and its children.
 */
@NullMarked
package beelab.lab.cluster;

import org.jspecify.annotations.NullMarked;
