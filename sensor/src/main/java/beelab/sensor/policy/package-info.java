/**
 * The TracingPolicy language: model, reader, validator, and the control interface of loaded
 * policies.
 */
@NullMarked
package beelab.sensor.policy;

import org.jspecify.annotations.NullMarked;
