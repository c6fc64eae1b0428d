@NullMarked
package beelab.sensor.export.compact;

import org.jspecify.annotations.NullMarked;
