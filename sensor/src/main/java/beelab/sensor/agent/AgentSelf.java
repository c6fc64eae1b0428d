package beelab.sensor.agent;

import beelab.sensor.attach.PolicyRegistry;
import beelab.sensor.attach.Workload;
import beelab.sensor.compile.KernelFeatures;
import beelab.sensor.export.grpc.AgentControl;
import beelab.sensor.process.ContainerId;
import beelab.sensor.process.ProcessCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What clients may ask of this agent. */
final class AgentSelf implements AgentControl {
    private final Facts facts;
    private final KernelReader reader;
    private final KubernetesParts kubernetes;
    private final PolicyRegistry policies;

    AgentSelf(
            AgentOptions options,
            KernelFeatures kernel,
            KernelReader reader,
            KubernetesParts kubernetes,
            PolicyRegistry policies) {
        this.facts =
                new Facts(
                        AgentVersion.get(),
                        "Java " + Runtime.version(),
                        ContractFeatures.of(kernel),
                        options.flags());
        this.reader = reader;
        this.kubernetes = kubernetes;
        this.policies = policies;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public String logLevel() {
        return LogLevels.get();
    }

    @Override
    public void setLogLevel(String level) {
        LogLevels.set(level.toUpperCase(Locale.ROOT));
    }

    @Override
    public List<CachedProcess> processes() {
        return reader.ask(ProcessCache::kept).stream()
                .map(kept ->
                        new CachedProcess(
                                kept.process(),
                                kept.references(),
                                kept.ended() ? "deletePending" : "inUse"))
                .toList();
    }

    @Override
    public void containerCreated(NewContainer told) {
        String name = Path.of(told.cgroupPath().replace(':', '-')).getFileName().toString();
        String id = told.id().isEmpty() ? ContainerId.of(name) : told.id();
        if (!id.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "containerID: expected 64 hexadecimal digits, not \"" + told.id() + "\"");
        }
        NewContainer container =
                new NewContainer(
                        told.cgroupPath(),
                        id,
                        told.name(),
                        told.image(),
                        told.podNamespace(),
                        told.podName(),
                        told.podUid(),
                        told.annotations());
        if (!kubernetes.announce(container)) {
            policies.containerRunning(
                    new Workload(
                            id,
                            container.podNamespace(),
                            container.podName(),
                            Map.of(),
                            container.name(),
                            container.image()));
        }
        // Changes are made in order: an answer to this means that those above were made.
        policies.list();
    }
}
