package beelab.lab.cluster.host;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Undoes what a journal lists, newest change first. Every step may find its work done already: the
 * same journal can be undone twice, and after a crash at any line. A step that fails is reported
 * and does not keep the others from running; the journal stays for the next try then.
 */
public final class TearDown {

    private static final Logger LOG = System.getLogger(TearDown.class.getName());

    private final Path journalFile;

    private TearDown(Path journalFile) {
        this.journalFile = journalFile;
    }

    /** A tear-down of the changes in this journal file. */
    public static TearDown of(Path journalFile) {
        return new TearDown(journalFile);
    }

    /** Hears about each step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param step what is undone now
         * @param number from 1 to {@code total}
         * @param total number of steps
         */
        void step(String step, int number, int total);
    }

    /** Whether there is anything to undo. */
    public boolean needed() {
        return Files.exists(journalFile);
    }

    /**
     * Undoes everything and deletes the journal.
     *
     * @return what could not be undone, in words; empty when nothing is left behind
     */
    public List<String> run(Listener listener) throws IOException, InterruptedException {
        List<Change> changes = Journal.read(journalFile);
        List<Change.ProcessStarted> started =
                changes.stream()
                        .filter(Change.ProcessStarted.class::isInstance)
                        .map(Change.ProcessStarted.class::cast)
                        .toList();
        List<String> failures = new ArrayList<>();
        int number = 0;
        for (Change change : changes.reversed()) {
            listener.step(describe(change), ++number, changes.size());
            try {
                undo(change, started);
            } catch (IOException failed) {
                LOG.log(Level.WARNING, "cannot undo " + change, failed);
                failures.add(describe(change) + ": " + failed.getMessage());
            }
        }
        if (failures.isEmpty()) {
            Files.deleteIfExists(journalFile);
        }
        return List.copyOf(failures);
    }

    private void undo(Change change, List<Change.ProcessStarted> started)
            throws IOException, InterruptedException {
        switch (change) {
            case Change.ProcessStarting c -> OwnedProcess.end(c, started);
            case Change.ProcessStarted c -> {} // ended by its ProcessStarting
            case Change.Sysctl c -> Sysctls.restore(c);
            case Change.LinkCreated c -> removeLink(c.name());
            case Change.ChainsCreated c -> PacketFilter.removeChains(c.prefix());
            case Change.DeviceRulesCreated c -> PacketFilter.removeDeviceRules(c.device());
            case Change.ForwardPolicy c -> PacketFilter.setForwardPolicy(c.command(), c.policy());
            case Change.MountsBelow c -> Mounts.unmountBelow(Path.of(c.folder()));
            case Change.MountedAt c -> Mounts.unmountAt(Path.of(c.folder()));
            case Change.TreeCreated c -> {
                // The kubelet mounts its folder when it starts, perhaps after the mounts were
                // undone.
                Mounts.unmountBelow(Path.of(c.path()));
                Trees.delete(Path.of(c.path()));
            }
            case Change.EntriesCreated c -> Trees.removeNewEntries(c);
            case Change.PodContainersCreated c -> removeContainers(c.label());
        }
    }

    private static void removeLink(String name) throws IOException, InterruptedException {
        if (Files.exists(Path.of("/sys/class/net", name))) {
            Command.of("ip", "link", "delete", name).output();
        }
    }

    private void removeContainers(String label) throws IOException, InterruptedException {
        if (!DockerEngine.installed()) {
            LOG.log(Level.WARNING, "no Docker engine here any more: its containers do not run");
            return;
        }
        DockerEngine.during(
                journalFile.resolveSibling(journalFile.getFileName() + "-engine"),
                journalFile.resolveSibling("clean-up"),
                () -> removeContainersNow(label));
    }

    private static void removeContainersNow(String label) throws IOException, InterruptedException {
        Command.Result listed =
                Command.of("docker", "ps", "--all", "--quiet", "--filter", "label=" + label).run();
        if (!listed.ok()) {
            throw new IOException("the Docker engine does not answer: " + listed.tail());
        }
        List<String> ids = listed.output().lines().filter(id -> !id.isBlank()).toList();
        if (!ids.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("docker", "rm", "--force", "--volumes"));
            command.addAll(ids);
            Command.of(command).output();
        }
    }

    private static String describe(Change change) {
        return switch (change) {
            case Change.ProcessStarting c -> "end " + c.marker().split("/")[0];
            case Change.ProcessStarted c -> "look for " + c.marker().split("/")[0];
            case Change.Sysctl c -> "restore " + c.key() + "=" + c.value();
            case Change.LinkCreated c -> "remove network link " + c.name();
            case Change.ChainsCreated c -> "remove packet filter chains " + c.prefix() + "*";
            case Change.DeviceRulesCreated c -> "remove packet filter rules of " + c.device();
            case Change.ForwardPolicy c -> "restore policy of FORWARD in " + c.command();
            case Change.MountsBelow c -> "unmount below " + c.folder();
            case Change.MountedAt c -> "unmount " + c.folder();
            case Change.TreeCreated c -> "delete " + c.path();
            case Change.EntriesCreated c -> "delete new entries of " + c.folder();
            case Change.PodContainersCreated c -> "remove the pods' containers";
        };
    }
}
