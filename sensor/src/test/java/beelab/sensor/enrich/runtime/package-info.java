@NullMarked
package beelab.sensor.enrich.runtime;

import org.jspecify.annotations.NullMarked;
