@NullMarked
package beelab.sensor.policy;

import org.jspecify.annotations.NullMarked;
