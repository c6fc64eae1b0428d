/**
 * What an author declares in scenario.yaml, as data: steps, their stimuli and what must be
 * observed. Reading is strict; every mistake is told with file, line and column.
 */
@NullMarked
package beelab.lab.scenario;

import org.jspecify.annotations.NullMarked;
