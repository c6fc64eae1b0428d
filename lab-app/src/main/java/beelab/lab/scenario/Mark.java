package beelab.lab.scenario;

import java.nio.file.Path;

/**
 * Where a declaration stands, so that a failed expectation can be found in its file.
 *
 * @param file the file
 * @param line line from 1
 * @param column column from 1
 */
public record Mark(Path file, int line, int column) {

    /** {@code scenario.yaml:12:5}, with the file's name only. */
    @Override
    public String toString() {
        return file.getFileName() + ":" + line + ":" + column;
    }
}
