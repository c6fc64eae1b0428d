@NullMarked
package beelab.sensor.event;

import org.jspecify.annotations.NullMarked;
