/** Container images made on this machine, without any registry. */
@NullMarked
package beelab.lab.cluster.image;

import org.jspecify.annotations.NullMarked;
