@NullMarked
package beelab.sensor.export;

import org.jspecify.annotations.NullMarked;
