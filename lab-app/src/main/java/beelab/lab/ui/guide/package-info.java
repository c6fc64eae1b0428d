/** The guide, its clickable blocks and its step ticks. */
@NullMarked
package beelab.lab.ui.guide;

import org.jspecify.annotations.NullMarked;
