@NullMarked
package beelab.sensor.wire;

import org.jspecify.annotations.NullMarked;
