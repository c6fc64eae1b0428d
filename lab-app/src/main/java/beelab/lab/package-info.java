/** The desktop lab and its command line, {@code lab}. */
@NullMarked
package beelab.lab;

import org.jspecify.annotations.NullMarked;
