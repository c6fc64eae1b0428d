package beelab.lab.lesson;

import beelab.lab.check.StepState;
import beelab.lab.scenario.StepSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * The verdict on one step.
 *
 * @param step the step
 * @param section title of the guide's section that it belongs to
 * @param state the verdict
 * @param began when its stimulus began
 * @param took from the stimulus to the verdict
 */
public record StepResult(
        StepSpec step, String section, StepState state, Instant began, Duration took) {}
