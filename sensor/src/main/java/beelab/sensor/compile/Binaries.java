package beelab.sensor.compile;

import beelab.sensor.elf.ElfFile;
import java.io.IOException;
import java.nio.file.Path;

/** Where the programs and libraries are that policies name; the planner reads their symbols. */
@FunctionalInterface
public interface Binaries {

    /** The files that this process sees under the same path. */
    Binaries OF_THIS_PROCESS = path -> ElfFile.open(Path.of(path));

    /**
     * Opens a file; the caller closes it.
     *
     * @param path as the policy names it, absolute
     * @throws IOException when there is no such file, or it is no program or library
     */
    ElfFile open(String path) throws IOException;
}
