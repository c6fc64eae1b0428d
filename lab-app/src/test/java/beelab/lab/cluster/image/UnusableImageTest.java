package beelab.lab.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.progress.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs no Docker engine: without one an image can be had even less. */
class UnusableImageTest {

    @TempDir Path folder;

    @Test
    void anImageThatCannotBeHadIsToldWithItsNameAndWhatToDo() {
        ClusterException failed =
                catchThrowableOfType(
                        ClusterException.class,
                        () ->
                                new LabImages(new LabHome(folder, folder))
                                        .ensure("registry.invalid/nobody:1.0", Progress.silent()));

        assertThat(failed)
                .hasMessageStartingWith("The image registry.invalid/nobody:1.0 cannot be used: ");
        assertThat(failed.advice()).contains("Check the network");
    }

    @Test
    void aFolderWithoutADockerfileIsToldWithItsPath() {
        ClusterException failed =
                catchThrowableOfType(
                        ClusterException.class,
                        () ->
                                new LabImages(new LabHome(folder, folder))
                                        .ensure("demo:1.0", folder, Progress.silent()));

        assertThat(failed).hasMessageContaining(folder.resolve("Dockerfile").toString());
        assertThat(failed.advice()).isNotBlank();
    }
}
