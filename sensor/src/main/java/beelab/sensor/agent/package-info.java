/** The agent: its flags, how its parts are wired, and its life from start to SIGTERM. */
@NullMarked
package beelab.sensor.agent;

import org.jspecify.annotations.NullMarked;
