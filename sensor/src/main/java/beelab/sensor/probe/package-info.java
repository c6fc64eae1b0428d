/** Finds out what this kernel can do by trying it. */
@NullMarked
package beelab.sensor.probe;

import org.jspecify.annotations.NullMarked;
