/**
 * One policy of our own for each thing that the policy language can say, run against the real
 * kernel. How to add a case: {@code src/test/resources/conformance/README.md}.
 */
@NullMarked
package beelab.sensor.conformance;

import org.jspecify.annotations.NullMarked;
