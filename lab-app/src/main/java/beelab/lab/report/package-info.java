/** Puts the result of a run into words, JSON, JUnit XML, and a folder of evidence. */
@NullMarked
package beelab.lab.report;

import org.jspecify.annotations.NullMarked;
