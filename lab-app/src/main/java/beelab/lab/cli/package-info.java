/** The command line of the lab. */
@NullMarked
package beelab.lab.cli;

import org.jspecify.annotations.NullMarked;
