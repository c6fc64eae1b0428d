package beelab.lab.lesson;

import beelab.lab.guide.Guide;
import beelab.lab.scenario.Scenario;

/**
 * A scenario and its guide, read and found to fit together.
 *
 * @param scenario what is checked
 * @param guide what is read
 */
public record Lesson(Scenario scenario, Guide guide) {}
