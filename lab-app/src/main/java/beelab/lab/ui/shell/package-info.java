/** The frame around the screens: top bar, status bar and layout. */
@NullMarked
package beelab.lab.ui.shell;

import org.jspecify.annotations.NullMarked;
