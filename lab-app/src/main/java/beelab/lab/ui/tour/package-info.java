/** A scripted walk through the window that takes pictures and checks its own events. */
@NullMarked
package beelab.lab.ui.tour;

import org.jspecify.annotations.NullMarked;
