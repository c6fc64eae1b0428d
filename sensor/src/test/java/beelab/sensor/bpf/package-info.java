@NullMarked
package beelab.sensor.bpf;

import org.jspecify.annotations.NullMarked;
