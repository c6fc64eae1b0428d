/** The first screen: what the lab is, what this machine can do, and how to begin. */
@NullMarked
package beelab.lab.ui.welcome;

import org.jspecify.annotations.NullMarked;
