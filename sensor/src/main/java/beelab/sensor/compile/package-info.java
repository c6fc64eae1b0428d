/**
 * From a policy to what the kernel is given: planning of hooks and encoding. Pure: needs neither
 * root nor Linux.
 */
@NullMarked
package beelab.sensor.compile;

import org.jspecify.annotations.NullMarked;
