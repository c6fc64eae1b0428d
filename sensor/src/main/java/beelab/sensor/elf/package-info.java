/**
 * Reads programs and libraries in the ELF format, as far as user-space probes need it: where
 * functions and static probes lie, and what the file is. Knows no kernel and nothing else of ours.
 */
@NullMarked
package beelab.sensor.elf;

import org.jspecify.annotations.NullMarked;
