@NullMarked
package beelab.sensor.compile;

import org.jspecify.annotations.NullMarked;
