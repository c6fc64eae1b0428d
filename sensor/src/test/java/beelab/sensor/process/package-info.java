@NullMarked
package beelab.sensor.process;

import org.jspecify.annotations.NullMarked;
