/**
 * What every screen of the window shares: theme, icons, text size and the door to background work.
 */
@NullMarked
package beelab.lab.ui.common;

import org.jspecify.annotations.NullMarked;
