/**
 * Judges steps by what the kernel reported: which events arrived after a step began, which came
 * near, and whether any were lost on the way.
 */
@NullMarked
package beelab.lab.check;

import org.jspecify.annotations.NullMarked;
