/** Measures the lab on this machine; prints figures, judges nothing. */
@NullMarked
package beelab.lab.bench;

import org.jspecify.annotations.NullMarked;
