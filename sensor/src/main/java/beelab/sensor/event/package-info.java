/**
 * What happened on the machine, in the words of the domain: processes, pods, policy hits and
 * losses. Plain values that depend on nothing, neither on the kernel's layouts nor on any output
 * format.
 */
@NullMarked
package beelab.sensor.event;

import org.jspecify.annotations.NullMarked;
