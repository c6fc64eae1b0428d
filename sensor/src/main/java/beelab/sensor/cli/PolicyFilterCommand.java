package beelab.sensor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bee policyfilter}: how policies tell workloads apart. */
@Command(
        name = "policyfilter",
        description = "Tell workloads apart as policies do.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  bee policyfilter cgroupid /sys/fs/cgroup/system.slice")
final class PolicyFilterCommand extends CommandGroup {

    @Command(name = "cgroupid", description = "Print the id of a cgroup folder.")
    int cgroupId(
            @Parameters(paramLabel = "FOLDER", description = "A folder below /sys/fs/cgroup.")
                    Path folder) {
        try {
            if (Files.isDirectory(folder)
                    && Files.getAttribute(folder, "unix:ino") instanceof Long inode) {
                System.out.println(inode);
                return 0;
            }
        } catch (IOException _) {
            // Answered below.
        }
        throw new CliException("no cgroup folder " + folder);
    }
}
