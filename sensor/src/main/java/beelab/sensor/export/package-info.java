/**
 * From events to the public wire messages: the one mapping that every sink shares, and the trimming
 * of messages by field filters.
 */
@NullMarked
package beelab.sensor.export;

import org.jspecify.annotations.NullMarked;
