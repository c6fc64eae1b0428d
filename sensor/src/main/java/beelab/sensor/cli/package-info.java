/** The picocli commands of {@code bee}. */
@NullMarked
package beelab.sensor.cli;

import org.jspecify.annotations.NullMarked;
