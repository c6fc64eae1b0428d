/**
 * The kernel's BPF interface through libbpf: objects, programs, maps, links, ring buffer, BTF. The
 * only package that links native code; knows nothing of the sensor.
 */
@NullMarked
package beelab.sensor.bpf;

import org.jspecify.annotations.NullMarked;
