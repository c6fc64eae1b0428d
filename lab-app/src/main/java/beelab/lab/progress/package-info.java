/**
 * What is happening, how far it is and how long it usually takes: reported by long work, shown by
 * terminal and window.
 */
@NullMarked
package beelab.lab.progress;

import org.jspecify.annotations.NullMarked;
