/** Looks at this machine before anything is started, and says in plain words what is missing. */
@NullMarked
package beelab.lab.preflight;

import org.jspecify.annotations.NullMarked;
