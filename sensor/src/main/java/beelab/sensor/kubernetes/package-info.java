/** Policies as custom resources: their definitions, and the watcher that loads them. */
@NullMarked
package beelab.sensor.kubernetes;

import org.jspecify.annotations.NullMarked;
