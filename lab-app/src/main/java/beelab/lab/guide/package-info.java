/**
 * The walkthrough: AsciiDoc turned into steps, each with HTML to read and blocks to act on. Knows
 * nothing of clusters, events or windows.
 */
@NullMarked
package beelab.lab.guide;

import org.jspecify.annotations.NullMarked;
