@NullMarked
package beelab.sensor.elf;

import org.jspecify.annotations.NullMarked;
