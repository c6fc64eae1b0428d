@NullMarked
package beelab.sensor.metrics;

import org.jspecify.annotations.NullMarked;
