@NullMarked
package beelab.sensor.cli;

import org.jspecify.annotations.NullMarked;
