/** {@code bee agent}: its flags in groups, and the folders and files that set them too. */
@NullMarked
package beelab.sensor.cli.agent;

import org.jspecify.annotations.NullMarked;
