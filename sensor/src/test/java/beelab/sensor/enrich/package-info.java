@NullMarked
package beelab.sensor.enrich;

import org.jspecify.annotations.NullMarked;
