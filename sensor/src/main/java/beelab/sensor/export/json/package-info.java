/** Events as JSON lines: in a rotating file, on standard output, and read back. */
@NullMarked
package beelab.sensor.export.json;

import org.jspecify.annotations.NullMarked;
