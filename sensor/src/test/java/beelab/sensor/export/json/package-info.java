@NullMarked
package beelab.sensor.export.json;

import org.jspecify.annotations.NullMarked;
