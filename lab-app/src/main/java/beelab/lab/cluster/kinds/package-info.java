/** The kinds of cluster, and the place that opens one by its name. */
@NullMarked
package beelab.lab.cluster.kinds;

import org.jspecify.annotations.NullMarked;
