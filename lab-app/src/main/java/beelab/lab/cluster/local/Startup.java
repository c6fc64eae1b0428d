package beelab.lab.cluster.local;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterException;
import beelab.lab.cluster.host.Apt;
import beelab.lab.cluster.host.Change;
import beelab.lab.cluster.host.DockerEngine;
import beelab.lab.cluster.host.Journal;
import beelab.lab.cluster.host.Mounts;
import beelab.lab.cluster.host.OwnedProcess;
import beelab.lab.cluster.host.PacketFilter;
import beelab.lab.cluster.host.Sysctls;
import beelab.lab.cluster.host.Tools;
import beelab.lab.cluster.host.Trees;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.progress.Progress;
import beelab.lab.progress.Stage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One start of the local cluster, step by step; every change is in the journal before it is made.
 */
final class Startup {

    private static final Duration PART_LIMIT = Duration.ofSeconds(60);

    private final LabHome home;
    private final Journal journal;
    private final LabImages images;
    private final Consumer<OwnedProcess> onPartEnded;
    private final Path run;
    private final List<OwnedProcess> parts = new ArrayList<>();

    Startup(LabHome home, Journal journal, LabImages images, Consumer<OwnedProcess> onPartEnded) {
        this.home = home;
        this.journal = journal;
        this.images = images;
        this.onPartEnded = onPartEnded;
        this.run = home.run().resolve("cluster");
    }

    /**
     * Runs all steps.
     *
     * @param resources gets what must be closed before the tear-down, in the order of opening
     * @return a client with full rights
     */
    KubernetesClient run(Progress progress, Consumer<AutoCloseable> resources)
            throws ClusterException, IOException, InterruptedException {
        Path programs = new KubernetesBuild(home.cache()).ensure(journal, progress);
        Path etcd = etcd();
        startEngine(progress);
        images.ensure(LabImages.PAUSE, progress);
        Bridge bridge = Bridge.find();
        requireFreePorts(bridge);
        ControlPlane plane = prepare(programs, etcd, bridge);
        KubernetesClient client = startControlPlane(plane, progress, resources);
        startNode(plane, client, progress);
        return client;
    }

    private Path etcd() throws IOException, InterruptedException {
        Path unpacked = home.cache().resolve("etcd");
        Path program = unpacked.resolve("usr/bin/etcd");
        if (Tools.find("etcd").isPresent()) {
            return Tools.find("etcd").get();
        }
        if (!Files.isExecutable(program)) {
            // Not installed: the package would start a service of its own.
            new Apt(home.cache().resolve("apt")).unpack("etcd-server", unpacked);
        }
        return program;
    }

    private void startEngine(Progress progress)
            throws ClusterException, IOException, InterruptedException {
        Apt.install(
                Apt.missing(
                        Map.of(
                                "dockerd", "docker.io",
                                "iptables", "iptables",
                                "ip", "iproute2",
                                "dnsmasq", "dnsmasq-base",
                                "conntrack", "conntrack",
                                "socat", "socat",
                                "kubectl", "kubernetes-client")));
        if (DockerEngine.version().isPresent()) {
            if (DockerEngine.runsPods()) {
                throw new ClusterException(
                        "This Docker engine already runs pods of another kubelet.",
                        "Use that cluster: --cluster existing. Or stop it first.");
            }
        } else {
            try (Stage stage = progress.start("Start the Docker engine", Duration.ofSeconds(3))) {
                watch(DockerEngine.start(journal, LocalKubernetes.logs(home)));
                stage.done();
            }
        }
        if (PacketFilter.hasChains("KUBE-SERVICES")) {
            throw new ClusterException(
                    "Another Kubernetes runs on this machine: its chain KUBE-SERVICES is in the"
                            + " packet filter.",
                    "Use that cluster: --cluster existing. If it is gone, remove its chains"
                            + " (kube-proxy --cleanup) first.");
        }
    }

    private static void requireFreePorts(Bridge bridge) throws ClusterException {
        List<String> taken = new ArrayList<>(Ports.taken(bridge.address(), Ports.onBridge()));
        taken.addAll(Ports.taken(InetAddress.getLoopbackAddress(), Ports.onLoopback()));
        if (!taken.isEmpty()) {
            throw new ClusterException(
                    "Somebody else listens on " + String.join(", ", taken) + ".",
                    "See who it is with 'ss -ltnp' and stop it.");
        }
    }

    /** Everything that is changed before the first process starts. */
    private ControlPlane prepare(Path programs, Path etcd, Bridge bridge)
            throws IOException, InterruptedException {
        journal.record(new Change.TreeCreated(home.run().resolve("kubeconfig").toString()));
        journal.record(new Change.TreeCreated(run.toString()));
        Trees.delete(run);
        for (String folder : List.of("hosts", "staging", "kubelet")) {
            Files.createDirectories(run.resolve(folder));
        }
        Sysctls.save(
                journal,
                List.of(
                        "net.ipv4.conf.all.route_localnet",
                        "vm.overcommit_memory",
                        "kernel.panic",
                        "kernel.panic_on_oops"));
        Mounts.mountIfAbsent(journal, "tracefs", Path.of("/sys/kernel/tracing"));
        Fence.raise(journal, bridge, ControlPlane.SERVICE_RANGE, DockerEngine.bridgeAddresses());
        Pki pki = Pki.create(run.resolve("pki"), bridge.host(), ControlPlane.API_SERVICE);
        Files.copy(
                Path.of(pki.file("admin.kubeconfig")),
                home.run().resolve("kubeconfig"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        ControlPlane plane = new ControlPlane(programs, etcd, run, pki, bridge);
        plane.writeKubeletConfig();
        return plane;
    }

    private KubernetesClient startControlPlane(
            ControlPlane plane, Progress progress, Consumer<AutoCloseable> resources)
            throws ClusterException, IOException, InterruptedException {
        try (Stage stage = progress.start("Start the control plane", Duration.ofSeconds(5))) {
            part("etcd", plane.etcdCommand());
            Path dnsmasq = Tools.find("dnsmasq").orElse(Path.of("/usr/sbin/dnsmasq"));
            OwnedProcess dns = part("dnsmasq", plane.dnsCommand(dnsmasq, run.resolve("hosts")));
            part("kube-apiserver", plane.apiServerCommand());
            stage.detail("kube-apiserver starts");
            KubernetesClient client = client(home.run().resolve("kubeconfig"));
            resources.accept(client);
            await("the API server is ready", () -> readyz(client));
            stage.fraction(0.6);
            stage.detail("controllers and scheduler start");
            part("kube-controller-manager", plane.controllerManagerCommand());
            part("kube-scheduler", plane.schedulerCommand());
            client.resource(
                            new StorageClassBuilder()
                                    .withNewMetadata()
                                    .withName("manual")
                                    .endMetadata()
                                    .withProvisioner("kubernetes.io/no-provisioner")
                                    .withVolumeBindingMode("Immediate")
                                    .build())
                    .create();
            resources.accept(
                    new ServiceNames(client, run.resolve("hosts"), run.resolve("staging"), dns));
            stage.done();
            return client;
        }
    }

    private void startNode(ControlPlane plane, KubernetesClient client, Progress progress)
            throws ClusterException, IOException, InterruptedException {
        try (Stage stage = progress.start("Start the node", Duration.ofSeconds(4))) {
            Trees.saveEntries(journal, Path.of("/var/log/pods"));
            Trees.saveEntries(journal, Path.of("/var/log/containers"));
            journal.record(new Change.ChainsCreated("KUBE-"));
            journal.record(new Change.MountsBelow(plane.kubeletRoot().toString()));
            journal.record(new Change.PodContainersCreated(DockerEngine.POD_LABEL));
            part("kube-proxy", plane.proxyCommand());
            part("kubelet", plane.kubeletCommand());
            stage.detail("the node registers");
            await("the node is Ready", () -> nodeReady(client));
            stage.fraction(0.8);
            stage.detail("service accounts appear");
            await("the default ServiceAccount exists", () -> accountExists(client));
            stage.done();
        }
    }

    private OwnedProcess part(String name, List<String> command) throws IOException {
        // Nothing of theirs outlives the run: SIGKILL at the end saves two seconds. dnsmasq alike.
        return watch(
                OwnedProcess.start(
                        journal,
                        name,
                        command,
                        Map.of(),
                        LocalKubernetes.logs(home),
                        Duration.ZERO));
    }

    private OwnedProcess watch(OwnedProcess process) {
        parts.add(process);
        process.ended().thenAccept(onPartEnded);
        return process;
    }

    private void await(String what, BooleanSupplier condition)
            throws ClusterException, InterruptedException {
        long deadline = System.nanoTime() + PART_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            for (OwnedProcess part : parts) {
                if (!part.alive()) {
                    throw new ClusterException(
                            "%s has ended while the lab waited until %s. Its log ends with:%n%s"
                                    .formatted(part.name(), what, part.logTail()),
                            "The whole log is " + part.log() + ".");
                }
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException(
                        "The lab waited %d s until %s, in vain."
                                .formatted(PART_LIMIT.toSeconds(), what),
                        "The logs are in " + LocalKubernetes.logs(home) + ".");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static KubernetesClient client(Path kubeconfig) throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        config.setRequestRetryBackoffLimit(0); // the loops here retry, and know when to stop
        config.setConnectionTimeout(2_000);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static boolean readyz(KubernetesClient client) {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private static boolean nodeReady(KubernetesClient client) {
        try {
            Node node = client.nodes().withName(ControlPlane.NODE).get();
            return node != null && Readiness.isNodeReady(node);
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private static boolean accountExists(KubernetesClient client) {
        try {
            var account = client.serviceAccounts().inNamespace("default").withName("default").get();
            return account != null && !account.getSecrets().isEmpty();
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }
}
