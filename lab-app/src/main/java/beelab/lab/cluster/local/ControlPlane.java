package beelab.lab.cluster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of the cluster's parts. Flags are those of Kubernetes 1.20.2, etcd 3.4 and
 * dnsmasq 2.90; each group has its reason beside it.
 *
 * @param programs folder with Kubernetes' programs
 * @param etcd etcd's program
 * @param run folder of this run's state
 * @param pki this run's certificates
 * @param bridge where the pods live
 */
record ControlPlane(Path programs, Path etcd, Path run, Pki pki, Bridge bridge) {

    /** Name of the only node. */
    static final String NODE = "lab";

    /** Addresses of Services. */
    static final String SERVICE_RANGE = "10.96.0.0/24";

    /** Address of the Service {@code kubernetes}. */
    static final String API_SERVICE = "10.96.0.1";

    /** Image of the container that holds a pod's namespaces. */
    static final String PAUSE_IMAGE = "beelab/pause:0.1.0";

    List<String> etcdCommand() {
        String client = "https://127.0.0.1:" + Ports.ETCD_CLIENT;
        String peer = "https://127.0.0.1:" + Ports.ETCD_PEER;
        return List.of(
                etcd.toString(),
                "--name=lab",
                "--data-dir=" + run.resolve("etcd"),
                // The data lives as long as the run: no reason to wait for the disk.
                "--unsafe-no-fsync",
                "--client-cert-auth",
                "--trusted-ca-file=" + pki.file("ca.crt"),
                "--cert-file=" + pki.file("etcd.crt"),
                "--key-file=" + pki.file("etcd.key"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=lab=" + peer,
                "--peer-client-cert-auth",
                "--peer-trusted-ca-file=" + pki.file("ca.crt"),
                "--peer-cert-file=" + pki.file("etcd.crt"),
                "--peer-key-file=" + pki.file("etcd.key"));
    }

    List<String> dnsCommand(Path dnsmasq, Path hosts) {
        return List.of(
                dnsmasq.toString(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--user=root",
                "--pid-file=",
                // Answers for the cluster's names only; there is no way to other name servers.
                "--no-resolv",
                "--no-hosts",
                "--local=/cluster.local/",
                "--domain-needed",
                "--listen-address=" + bridge.host(),
                "--bind-interfaces",
                "--hostsdir=" + hosts,
                "--no-dhcp-interface=" + bridge.device(),
                "--log-facility=-");
    }

    List<String> apiServerCommand() {
        return List.of(
                program("kube-apiserver"),
                "--etcd-servers=https://127.0.0.1:" + Ports.ETCD_CLIENT,
                "--etcd-cafile=" + pki.file("ca.crt"),
                "--etcd-certfile=" + pki.file("etcd-client.crt"),
                "--etcd-keyfile=" + pki.file("etcd-client.key"),
                "--bind-address=" + bridge.host(),
                "--advertise-address=" + bridge.host(),
                "--secure-port=" + Ports.API_SERVER,
                "--tls-cert-file=" + pki.file("apiserver.crt"),
                "--tls-private-key-file=" + pki.file("apiserver.key"),
                "--client-ca-file=" + pki.file("ca.crt"),
                "--anonymous-auth=false",
                "--kubelet-client-certificate=" + pki.file("kubelet-client.crt"),
                "--kubelet-client-key=" + pki.file("kubelet-client.key"),
                "--kubelet-certificate-authority=" + pki.file("ca.crt"),
                "--kubelet-preferred-address-types=InternalIP",
                "--service-account-key-file=" + pki.file("sa.pub"),
                "--service-account-signing-key-file=" + pki.file("sa.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--service-cluster-ip-range=" + SERVICE_RANGE,
                "--service-node-port-range=30000-30099",
                // Privileged pods cannot start on machines without CAP_SYS_RESOURCE; the API
                // server's refusal is clearer than the runtime's failure.
                "--allow-privileged=false",
                "--endpoint-reconciler-type=lease");
    }

    List<String> controllerManagerCommand() {
        return List.of(
                program("kube-controller-manager"),
                "--kubeconfig=" + pki.file("cm.kubeconfig"),
                "--leader-elect=false",
                // --port=0 switches off a plain HTTP listener on all addresses.
                "--port=0",
                "--bind-address=127.0.0.1",
                "--secure-port=" + Ports.CONTROLLER_MANAGER,
                "--tls-cert-file=" + pki.file("cm.crt"),
                "--tls-private-key-file=" + pki.file("cm.key"),
                "--use-service-account-credentials=true",
                "--service-account-private-key-file=" + pki.file("sa.key"),
                "--root-ca-file=" + pki.file("ca.crt"),
                "--cluster-cidr=" + bridge.subnet(),
                "--allocate-node-cidrs=false",
                // Without these the first ServiceAccount appears seconds later: the controllers'
                // own clients are throttled while they start.
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--concurrent-serviceaccount-token-syncs=20",
                // The default of 15 s shows when a claim is looked at before its volume.
                "--pvclaimbinder-sync-period=1s",
                "--flex-volume-plugin-dir=" + run.resolve("flex"));
    }

    List<String> schedulerCommand() {
        return List.of(
                program("kube-scheduler"),
                "--kubeconfig=" + pki.file("scheduler.kubeconfig"),
                "--leader-elect=false",
                "--port=0",
                "--bind-address=127.0.0.1",
                "--secure-port=" + Ports.SCHEDULER,
                "--tls-cert-file=" + pki.file("scheduler.crt"),
                "--tls-private-key-file=" + pki.file("scheduler.key"),
                "--kube-api-qps=200",
                "--kube-api-burst=400");
    }

    List<String> kubeletCommand() {
        return List.of(
                program("kubelet"),
                "--config=" + run.resolve("kubelet.yaml"),
                "--kubeconfig=" + pki.file("kubelet.kubeconfig"),
                "--root-dir=" + kubeletRoot(),
                "--cert-dir=" + run.resolve("kubelet-certs"),
                "--hostname-override=" + NODE,
                "--node-ip=" + bridge.host(),
                "--pod-infra-container-image=" + PAUSE_IMAGE,
                "--docker-endpoint=unix:///var/run/docker.sock",
                // The defaults of these lie outside our folder and stay behind.
                "--volume-plugin-dir=" + run.resolve("flex"),
                "--experimental-dockershim-root-directory=" + run.resolve("dockershim"),
                "--container-runtime-endpoint=unix://" + run.resolve("dockershim.sock"),
                "--runtime-cgroups=/docker");
    }

    List<String> proxyCommand() {
        return List.of(
                program("kube-proxy"),
                "--kubeconfig=" + pki.file("proxy.kubeconfig"),
                "--proxy-mode=iptables",
                "--hostname-override=" + NODE,
                "--bind-address=" + bridge.host(),
                "--nodeport-addresses=127.0.0.0/8",
                "--cluster-cidr=" + bridge.subnet(),
                "--metrics-bind-address=127.0.0.1:" + Ports.PROXY_METRICS,
                // An empty address would listen everywhere instead of nowhere.
                "--healthz-bind-address=127.0.0.1:" + Ports.PROXY_HEALTH,
                "--oom-score-adj=0",
                // Leaves the machine's connection tracking settings alone.
                "--conntrack-max-per-core=0",
                "--conntrack-min=0",
                "--conntrack-tcp-timeout-established=0s",
                "--conntrack-tcp-timeout-close-wait=0s");
    }

    /** The kubelet's folder; it mounts file systems below it. */
    Path kubeletRoot() {
        return run.resolve("kubelet");
    }

    /** Writes the kubelet's configuration file. */
    void writeKubeletConfig() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("apiVersion: kubelet.config.k8s.io/v1beta1");
        lines.add("kind: KubeletConfiguration");
        lines.add(
                "authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: %s}}"
                        .formatted(pki.file("ca.crt")));
        lines.add("authorization: {mode: Webhook}");
        lines.add("tlsCertFile: " + pki.file("kubelet.crt"));
        lines.add("tlsPrivateKeyFile: " + pki.file("kubelet.key"));
        lines.add("address: " + bridge.host());
        lines.add("port: " + Ports.KUBELET);
        lines.add("clusterDNS: [\"%s\"]".formatted(bridge.host()));
        Files.writeString(
                run.resolve("kubelet.yaml"), String.join("\n", lines) + "\n" + KUBELET_SETTINGS);
    }

    private static final String KUBELET_SETTINGS =
            """
            healthzPort: 0
            readOnlyPort: 0
            clusterDomain: cluster.local
            resolvConf: ""
            # Works on cgroup v1 and without rights on the root cgroup.
            cgroupDriver: cgroupfs
            cgroupsPerQOS: false
            enforceNodeAllocatable: []
            failSwapOn: false
            # Adds the rule that keeps pods away from listeners on 127.0.0.1.
            makeIPTablesUtilChains: true
            # A nearly full disk is reported by preflight; it must not evict the learner's pod.
            evictionHard: {memory.available: "0%", nodefs.available: "0%", imagefs.available: "0%", nodefs.inodesFree: "0%"}
            # Images come from this machine alone: never collect them.
            imageGCHighThresholdPercent: 100
            maxOpenFiles: 1024
            oomScoreAdj: 0
            nodeStatusUpdateFrequency: 1s
            streamingConnectionIdleTimeout: 4h
            kubeAPIQPS: 200
            kubeAPIBurst: 400
            eventRecordQPS: 100
            eventBurst: 200
            syncFrequency: 5s
            # Device plugins would use /var/lib/kubelet, outside our folder.
            featureGates: {DevicePlugins: false}
            """;

    private String program(String name) {
        return programs.resolve(name).toString();
    }
}
