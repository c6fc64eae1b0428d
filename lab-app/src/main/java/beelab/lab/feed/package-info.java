/**
 * The events of every connected sensor, in one bounded buffer that the table and the checks share.
 * The only package of the lab that sees the sensor's gRPC classes.
 */
@NullMarked
package beelab.lab.feed;

import org.jspecify.annotations.NullMarked;
