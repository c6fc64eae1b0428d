/** The tabs with real terminals. */
@NullMarked
package beelab.lab.ui.terminals;

import org.jspecify.annotations.NullMarked;
