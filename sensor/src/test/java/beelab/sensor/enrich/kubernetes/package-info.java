@NullMarked
package beelab.sensor.enrich.kubernetes;

import org.jspecify.annotations.NullMarked;
