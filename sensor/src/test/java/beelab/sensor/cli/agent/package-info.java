@NullMarked
package beelab.sensor.cli.agent;

import org.jspecify.annotations.NullMarked;
