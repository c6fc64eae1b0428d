package beelab.lab.cluster.local;

import beelab.lab.cluster.host.OwnedProcess;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Names of Services for pods: keeps one hosts file per Service in the folder that dnsmasq watches.
 * dnsmasq sees new and changed files by itself; for removed ones it needs SIGHUP.
 */
final class ServiceNames implements ResourceEventHandler<Service>, AutoCloseable {

    private static final Logger LOG = System.getLogger(ServiceNames.class.getName());

    private final Path hosts;
    private final Path staging;
    private final OwnedProcess dnsmasq;
    private final SharedIndexInformer<Service> informer;

    /**
     * Starts watching; names are served from then on until {@link #close}.
     *
     * @param hosts folder that dnsmasq watches
     * @param staging folder on the same file system, where files are written before they are moved
     */
    ServiceNames(KubernetesClient client, Path hosts, Path staging, OwnedProcess dnsmasq) {
        this.hosts = hosts;
        this.staging = staging;
        this.dnsmasq = dnsmasq;
        this.informer = client.services().inAnyNamespace().inform(this);
    }

    @Override
    public void onAdd(Service service) {
        publish(service);
    }

    @Override
    public void onUpdate(Service before, Service service) {
        publish(service);
    }

    @Override
    public void onDelete(Service service, boolean finalStateUnknown) {
        try {
            if (Files.deleteIfExists(hosts.resolve(fileName(service)))) {
                dnsmasq.hangUp();
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "name of " + fileName(service) + " stays in DNS", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Service service) {
        String address = service.getSpec().getClusterIP();
        if (address == null || address.isBlank() || address.equals("None")) {
            return; // headless: it has no address of its own
        }
        String line =
                "%s %s.%s.svc.cluster.local%n"
                        .formatted(
                                address,
                                service.getMetadata().getName(),
                                service.getMetadata().getNamespace());
        try {
            Path written = staging.resolve(fileName(service) + ".hosts");
            Files.writeString(written, line);
            Files.move(
                    written,
                    hosts.resolve(fileName(service)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "no name in DNS for " + fileName(service), failed);
        }
    }

    private static String fileName(Service service) {
        return service.getMetadata().getNamespace() + "." + service.getMetadata().getName();
    }

    @Override
    public void close() {
        informer.close();
    }
}
