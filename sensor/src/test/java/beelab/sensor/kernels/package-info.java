/**
 * What only other kernels can show: run by {@code ./lab test qemu} inside {@code tools/qemu/vm}.
 */
@NullMarked
package beelab.sensor.kernels;

import org.jspecify.annotations.NullMarked;
