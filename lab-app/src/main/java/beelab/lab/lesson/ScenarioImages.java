package beelab.lab.lesson;

import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.LabCluster;
import beelab.lab.progress.Progress;
import beelab.lab.scenario.Scenario;
import java.nio.file.Path;

/** Makes the images of a scenario usable in a cluster. */
public final class ScenarioImages {

    private ScenarioImages() {}

    /**
     * Builds those that the scenario has a Dockerfile for, and takes or pulls the others.
     *
     * @throws ClusterException when one of them can neither be found nor made
     */
    public static void load(Scenario scenario, LabCluster cluster, Progress progress)
            throws ClusterException, InterruptedException {
        for (Scenario.Image image : scenario.images()) {
            Path build = image.build();
            if (build == null) {
                cluster.loadImage(image.reference(), progress);
            } else {
                cluster.loadImage(image.reference(), build, progress);
            }
        }
    }
}
