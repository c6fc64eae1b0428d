package beelab.sensor.agent;

import beelab.sensor.policy.PolicyControl;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies that the agent loads when it starts. */
final class PolicyFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFiles.class);
    private static final String DOMAIN = "static";

    private PolicyFiles() {}

    /**
     * Loads one file.
     *
     * @throws AgentException when it cannot be read or loaded
     */
    static void load(PolicyControl control, Path file) throws AgentException {
        try {
            PolicyStatus status = control.add(Files.readString(file), file.toString(), DOMAIN);
            LOG.info("policy {} of {} is {}", status.name(), file, status.state());
        } catch (NoSuchFileException e) {
            throw new AgentException("no file " + file, e);
        } catch (IOException e) {
            throw new AgentException("cannot read " + file + ": " + e.getMessage(), e);
        } catch (PolicyException e) {
            throw new AgentException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Loads all YAML files of a folder in the order of their names; what fails is logged. */
    static void loadFolder(PolicyControl control, Path folder) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files =
                    entries.filter(file ->
                                    file.toString().endsWith(".yaml")
                                            || file.toString().endsWith(".yml"))
                            .sorted()
                            .toList();
        } catch (IOException e) {
            LOG.warn("cannot read the policies in {}: {}", folder, e.getMessage());
            return;
        }
        for (Path file : files) {
            try {
                load(control, file);
            } catch (AgentException e) {
                LOG.error("policy not loaded: {}", e.getMessage());
            }
        }
    }
}
