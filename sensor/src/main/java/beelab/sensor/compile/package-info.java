/**
 * From a policy to what is loaded: pure functions that need neither root nor Linux.
 *
 * <p>The planner makes {@link beelab.sensor.compile.CompiledPolicy}; {@code HookConfigEncoder}
 * turns each of its programs into the bytes of {@code .rodata} and the contents of its maps, laid
 * out as in {@code bpf/include/config.h}.
 */
@NullMarked
package beelab.sensor.compile;

import org.jspecify.annotations.NullMarked;
