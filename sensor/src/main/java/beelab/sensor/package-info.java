/** The sensor agent and its command line, {@code bee}. */
@NullMarked
package beelab.sensor;

import org.jspecify.annotations.NullMarked;
