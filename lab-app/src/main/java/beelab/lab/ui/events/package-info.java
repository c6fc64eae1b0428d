/** The live table of kernel events. */
@NullMarked
package beelab.lab.ui.events;

import org.jspecify.annotations.NullMarked;
