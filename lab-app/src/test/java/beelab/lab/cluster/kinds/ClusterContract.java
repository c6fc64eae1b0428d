package beelab.lab.cluster.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.lab.LabHome;
import beelab.lab.cluster.ClusterState.Phase;
import beelab.lab.cluster.LabCluster;
import beelab.lab.cluster.image.LabImages;
import beelab.lab.progress.TerminalProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the lab needs of a cluster, whatever its kind. One cluster serves all tests of a class. */
@Tag("cluster")
@TestInstance(Lifecycle.PER_CLASS)
abstract class ClusterContract {

    static final TerminalProgress PROGRESS = new TerminalProgress(System.out, false);

    static final LabHome HOME =
            new LabHome(LabHome.fromEnvironment().state(), Path.of("..").toAbsolutePath());

    /** The started cluster. */
    abstract LabCluster cluster();

    @Test
    void pods_become_ready_and_run_commands_and_show_their_logs() throws Exception {
        with(
                workbench("talker", "echo hello from the pod; sleep infinity"),
                () -> {
                    long before = System.nanoTime();
                    ready("talker");
                    print("pod Ready", before);
                    assertThat(exec("talker", "echo", "out", "of", "exec").output())
                            .isEqualTo("out of exec\n");
                    assertThat(exec("talker", "sh", "-c", "exit 7").exitCode()).isEqualTo(7);
                    assertThat(cluster().logs("default", "talker", "c"))
                            .isEqualTo("hello from the pod\n");
                });
    }

    @Test
    void services_have_names_in_pods_and_a_node_port_on_this_machine() throws Exception {
        String web =
                workbench(
                                "web",
                                "while true; do printf 'HTTP/1.0 200 OK\\r\\n\\r\\nhello\\n' | nc -N -l 8080; done")
                        + """
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: web, namespace: default}
                        spec:
                          type: NodePort
                          selector: {app: web}
                          ports: [{port: 80, targetPort: 8080, nodePort: 30001}]
                        """;
        with(
                web + "---\n" + workbench("visitor", "sleep infinity"),
                () -> {
                    ready("web");
                    ready("visitor");
                    long before = System.nanoTime();
                    eventually(() ->
                            exec("visitor", "curl", "-s", "-m", "2", "http://web/")
                                    .output()
                                    .equals("hello\n"));
                    assertThat(
                                    exec(
                                                    "visitor",
                                                    "curl",
                                                    "-s",
                                                    "http://web.default.svc.cluster.local/")
                                            .output())
                            .isEqualTo("hello\n");
                    print("service answers by its name", before);
                    eventually(() -> get(cluster().nodePort(30001)).equals("hello\n"));
                });
    }

    @Test
    void volumes_keep_their_data_from_one_pod_to_the_next(
            @org.junit.jupiter.api.io.TempDir Path dir) throws Exception {
        String volume =
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: contract}
                spec:
                  capacity: {storage: 10Mi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: manual
                  hostPath: {path: "%s", type: DirectoryOrCreate}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: contract, namespace: default}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: manual
                  resources: {requests: {storage: 5Mi}}
                """
                        .formatted(dir);
        with(
                volume,
                () -> {
                    with(
                            withClaim("writer", "echo kept > /data/file; sleep infinity"),
                            () -> {
                                ready("writer");
                                eventually(
                                        () -> exec("writer", "cat", "/data/file").exitCode() == 0);
                            });
                    with(
                            withClaim("reader", "sleep infinity"),
                            () -> {
                                ready("reader");
                                assertThat(exec("reader", "cat", "/data/file").output())
                                        .isEqualTo("kept\n");
                            });
                });
    }

    @Test
    void accounts_of_pods_have_no_more_rights_than_they_were_given() throws Exception {
        with(
                workbench("account", "sleep infinity"),
                () -> {
                    ready("account");
                    String script =
                            "cd /var/run/secrets/kubernetes.io/serviceaccount;"
                                    + " curl -s -o /dev/null -w '%{http_code}' --cacert ca.crt"
                                    + " -H \"Authorization: Bearer $(cat token)\""
                                    + " https://kubernetes.default.svc/api/v1/secrets";
                    assertThat(exec("account", "sh", "-c", script).output()).isEqualTo("403");
                });
    }

    @Test
    void objects_that_are_wrong_are_refused() {
        String wrong =
                "apiVersion: v1\nkind: Pod\nmetadata: {name: Bad_Name, namespace: default}\n"
                        + "spec: {containers: [{name: c, image: x}]}\n";
        assertThatThrownBy(() -> cluster().client().load(stream(wrong)).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("Bad_Name");
    }

    @Test
    void the_state_says_ready() {
        assertThat(cluster().state().phase()).isEqualTo(Phase.READY);
    }

    // ---- helpers

    /** A test's body. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** A condition that may need a moment. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** What a command in a pod left behind. */
    record Executed(int exitCode, String output) {}

    static String workbench(String name, String script) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default, labels: {app: %s}}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
          - name: c
            image: %s
            imagePullPolicy: IfNotPresent
            command: [sh, -c, "%s"]
        """
                .formatted(
                        name,
                        name,
                        LabImages.WORKBENCH,
                        script.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static String withClaim(String name, String script) {
        return workbench(name, script)
                + """
                    volumeMounts: [{name: d, mountPath: /data}]
                  volumes: [{name: d, persistentVolumeClaim: {claimName: contract}}]
                """;
    }

    /** Creates objects, runs the body, and deletes them whatever happened. */
    void with(String yaml, Body body) throws Exception {
        List<HasMetadata> objects = cluster().client().load(stream(yaml)).create();
        try {
            body.run();
        } finally {
            cluster().client().resourceList(objects).withGracePeriod(0).delete();
            cluster()
                    .client()
                    .resourceList(objects)
                    .waitUntilCondition(o -> o == null, 30, TimeUnit.SECONDS);
        }
    }

    void ready(String pod) {
        cluster()
                .client()
                .pods()
                .inNamespace("default")
                .withName(pod)
                .waitUntilReady(60, TimeUnit.SECONDS);
    }

    Executed exec(String pod, String... command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch watch =
                cluster()
                        .client()
                        .pods()
                        .inNamespace("default")
                        .withName(pod)
                        .writingOutput(out)
                        .writingError(out)
                        .exec(command)) {
            int code = watch.exitCode().get(30, TimeUnit.SECONDS);
            return new Executed(code, out.toString(StandardCharsets.UTF_8));
        }
    }

    static void eventually(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("still not so after 30 s").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    static String get(InetSocketAddress address) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri =
                    URI.create(
                            "http://%s:%d/".formatted(address.getHostString(), address.getPort()));
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException notYet) {
            return notYet.toString();
        }
    }

    static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static void print(String what, long sinceNanos) {
        System.out.printf("  %s: %d ms%n", what, (System.nanoTime() - sinceNanos) / 1_000_000);
    }
}
