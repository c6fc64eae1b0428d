/** The desktop window of the lab. */
@NullMarked
package beelab.lab.ui;

import org.jspecify.annotations.NullMarked;
