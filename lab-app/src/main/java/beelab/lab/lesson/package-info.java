/**
 * One run through a scenario: guide, events and checks brought together, for the window and for the
 * headless check alike.
 */
@NullMarked
package beelab.lab.lesson;

import org.jspecify.annotations.NullMarked;
