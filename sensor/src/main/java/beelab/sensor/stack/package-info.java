/** Names of the functions in stack traces, of the kernel and of programs. */
@NullMarked
package beelab.sensor.stack;

import org.jspecify.annotations.NullMarked;
