@NullMarked
package beelab.sensor.deploy;

import org.jspecify.annotations.NullMarked;
