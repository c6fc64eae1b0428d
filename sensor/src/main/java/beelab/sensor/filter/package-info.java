/** Which events a consumer wants: allow and deny lists over the events of the domain. */
@NullMarked
package beelab.sensor.filter;

import org.jspecify.annotations.NullMarked;
