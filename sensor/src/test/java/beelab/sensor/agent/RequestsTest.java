package beelab.sensor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import beelab.sensor.compile.CompiledHook;
import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.CompiledProgram;
import beelab.sensor.compile.CompiledSelector;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import beelab.sensor.compile.Extras;
import beelab.sensor.compile.UserEffect;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.wire.Enforcement;
import beelab.sensor.wire.HookAction;
import beelab.sensor.wire.HookExtras;
import beelab.sensor.wire.KernelEvent;
import beelab.sensor.wire.ProcessId;
import com.sun.net.httpserver.HttpServer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TracingPolicy policy(String action) throws PolicyException {
        return PolicyReader.read(
                """
                apiVersion: cilium.io/v1alpha1
                kind: TracingPolicy
                metadata: {name: requests}
                spec:
                  kprobes:
                  - call: sys_symlinkat
                    selectors:
                    - matchActions:
                      - %s
                """
                        .formatted(action),
                "requests.yaml");
    }

    private static CompiledPolicy compiled(Extras.Request request) {
        Extras extras =
                new Extras(
                        Optional.empty(),
                        false,
                        false,
                        false,
                        List.of(),
                        List.of(),
                        List.of(request),
                        false);
        SelectorAction action =
                new SelectorAction(
                        true,
                        0,
                        0,
                        new CompiledSelector.Notice.None(),
                        HookAction.GETURL,
                        UserEffect.NONE,
                        extras);
        CompiledProgram program =
                new CompiledProgram(
                        List.of(),
                        new CompiledProgram.Role.Report(),
                        List.of(),
                        List.of(),
                        List.of(new CompiledSelector(List.of(), action)));
        CompiledHook hook =
                new CompiledHook(
                        CompiledHook.Section.KPROBES,
                        0,
                        "f",
                        "",
                        List.of(),
                        "",
                        List.of(),
                        List.of(program));
        return new CompiledPolicy(1, "requests", "", false, false, List.of(hook));
    }

    private static KernelEvent.HookHit hit() {
        return new KernelEvent.HookHit(
                new ProcessId(1, 1),
                1,
                1,
                1,
                0,
                OptionalInt.of(0),
                HookAction.GETURL,
                HookAction.UNKNOWN,
                new Enforcement.None(),
                List.of(),
                Optional.empty(),
                HookExtras.NONE);
    }

    @Test
    void refusesEverythingUnlessAllowed() throws Exception {
        try (Requests requests = new Requests(Network.NONE, "", id -> null)) {
            TracingPolicy get = policy("{action: GetUrl, argUrl: \"http://127.0.0.1/\"}");
            assertThatThrownBy(() -> requests.check(get))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("requests.yaml:9:")
                    .hasMessageContaining("--network-actions");
            assertThatThrownBy(
                            () -> requests.check(policy("{action: DnsLookup, argFqdn: a.example}")))
                    .isInstanceOf(PolicyException.class);
            assertThatCode(() -> requests.check(policy("{action: Post}")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void loopbackMeansAddressesOfThisMachineOnly() throws Exception {
        try (Requests requests = new Requests(Network.LOOPBACK, "", id -> null)) {
            for (String host : List.of("127.0.0.1:8080", "[::1]:80", "localhost")) {
                requests.check(policy("{action: GetUrl, argUrl: \"http://" + host + "/x\"}"));
            }
            for (String host : List.of("198.51.100.7", "127.example", "localhost.example")) {
                TracingPolicy get = policy("{action: GetUrl, argUrl: \"http://" + host + "/\"}");
                assertThatThrownBy(() -> requests.check(get)).hasMessageContaining(host);
            }
            TracingPolicy dns = policy("{action: DnsLookup, argFqdn: a.example}");
            assertThatThrownBy(() -> requests.check(dns)).hasMessageContaining("resolver");
        }
        try (Requests requests = new Requests(Network.LOOPBACK, "127.0.0.1:5353", id -> null)) {
            requests.check(policy("{action: DnsLookup, argFqdn: a.example}"));
        }
    }

    @Test
    void refusesWhatIsNoUrl() {
        for (String url : List.of("ftp://x/", "file:///etc/passwd", "http://", "http://a b/")) {
            assertThatThrownBy(() -> policy("{action: GetUrl, argUrl: \"" + url + "\"}"))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("argUrl");
        }
    }

    @Test
    void getsTheUrlOfAHit() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alarm?x=1");
        CompiledPolicy policy = compiled(new Extras.Request.GetUrl(url));
        try (Requests requests = new Requests(Network.LOOPBACK, "", id -> policy)) {
            requests.accept(hit());
            assertThat(asked.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("GET /alarm?x=1");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void asksTheServerOfTheFlagForTheName() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            server.setSoTimeout((int) SOON.toMillis());
            String address = "127.0.0.1:" + server.getLocalPort();
            CompiledPolicy policy = compiled(new Extras.Request.DnsLookup("canary.example"));
            try (Requests requests = new Requests(Network.LOOPBACK, address, id -> policy)) {
                requests.accept(hit());
                DatagramPacket query = new DatagramPacket(new byte[512], 512);
                server.receive(query);
                assertThat(new String(query.getData(), StandardCharsets.ISO_8859_1))
                        .contains("\u0006canary\u0007example\u0000");
            }
        }
    }

    @Test
    void countsWhatGetsNoAnswer() throws Exception {
        CompiledPolicy policy =
                compiled(new Extras.Request.GetUrl(URI.create("http://127.0.0.1:1/")));
        try (Requests requests = new Requests(Network.LOOPBACK, "", id -> policy)) {
            requests.accept(hit());
            long end = System.nanoTime() + SOON.toNanos();
            while (requests.failed() == 0 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertThat(requests.failed()).isEqualTo(1);
            assertThat(requests.done()).isZero();
        }
    }
}
