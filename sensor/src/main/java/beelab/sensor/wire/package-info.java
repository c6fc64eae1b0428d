/**
 * Records of the ring buffer as Java values, and the decoder of their bytes.
 *
 * <p>The layouts are those of {@code bpf/include/wire.h}; a test compares both.
 */
@NullMarked
package beelab.sensor.wire;

import org.jspecify.annotations.NullMarked;
