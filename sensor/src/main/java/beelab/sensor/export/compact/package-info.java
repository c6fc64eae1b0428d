/** One line for a person per event. Pure: messages in, text out. */
@NullMarked
package beelab.sensor.export.compact;

import org.jspecify.annotations.NullMarked;
