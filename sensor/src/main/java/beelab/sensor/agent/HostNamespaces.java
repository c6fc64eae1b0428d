package beelab.sensor.agent;

import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.NamespaceIds;
import java.util.List;

/** The host's namespaces are those of its first process. */
final class HostNamespaces {
    private static final NamespaceIds UNKNOWN = new NamespaceIds(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private HostNamespaces() {}

    static NamespaceIds of(List<KernelEvent.Exec> processes) {
        return processes.stream()
                .filter(process -> process.process().tgid() == 1)
                .map(KernelEvent.Exec::namespaces)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
