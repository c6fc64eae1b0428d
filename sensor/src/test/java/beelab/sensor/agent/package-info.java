@NullMarked
package beelab.sensor.agent;

import org.jspecify.annotations.NullMarked;
