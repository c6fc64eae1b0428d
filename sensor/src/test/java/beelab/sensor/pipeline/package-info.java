@NullMarked
package beelab.sensor.pipeline;

import org.jspecify.annotations.NullMarked;
