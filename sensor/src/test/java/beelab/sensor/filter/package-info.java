@NullMarked
package beelab.sensor.filter;

import org.jspecify.annotations.NullMarked;
