@NullMarked
package beelab.sensor.kubernetes;

import org.jspecify.annotations.NullMarked;
