/** Brings compiled policies and the base sensor into the kernel, and out again. */
@NullMarked
package beelab.sensor.attach;

import org.jspecify.annotations.NullMarked;
