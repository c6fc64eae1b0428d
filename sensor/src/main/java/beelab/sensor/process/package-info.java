/** Which processes exist: the cache of those that were seen, and the scan of those before. */
@NullMarked
package beelab.sensor.process;

import org.jspecify.annotations.NullMarked;
