/** What tests of several packages share. */
@NullMarked
package beelab.sensor.testing;

import org.jspecify.annotations.NullMarked;
