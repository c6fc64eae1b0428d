package beelab.sensor.agent;

import beelab.sensor.compile.CompiledPolicy;
import beelab.sensor.compile.Extras.Request;
import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyProblem;
import beelab.sensor.policy.TracingPolicy;
import beelab.sensor.wire.KernelEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Performs the actions GetUrl and DnsLookup when a record of their selector arrives: one thread, a
 * bounded queue, no retries, and nobody reads the answer. The reader never waits for it; what the
 * queue has no room for is counted.
 */
final class Requests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAX_WAITING = 256;

    private final Network network;
    private final String dnsServer;
    private final IntFunction<@Nullable CompiledPolicy> policies;
    private final HttpClient http;
    private final ThreadPoolExecutor worker;
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param dnsServer address, perhaps with a port, of the server to ask; empty for the resolver
     *     of the system
     * @param policies by the id in the records
     */
    Requests(Network network, String dnsServer, IntFunction<@Nullable CompiledPolicy> policies) {
        this.network = network;
        this.dnsServer = dnsServer;
        this.policies = policies;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build();
        this.worker =
                new ThreadPoolExecutor(
                        1,
                        1,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("agent-requests").daemon().factory());
        worker.allowCoreThreadTimeOut(true);
    }

    /**
     * Refuses a policy that asks for more than this agent may do.
     *
     * @throws PolicyException with each such action
     */
    void check(TracingPolicy policy) throws PolicyException {
        List<PolicyProblem> problems = new ArrayList<>();
        policy.spec().hooks().stream()
                .flatMap(hook -> hook.selectors().stream())
                .flatMap(selector -> selector.allActions().stream())
                .forEach(action -> {
                    Optional<String> refusal =
                            switch (action.kind()) {
                                case GET_URL -> refusal(new Request.GetUrl(uri(action.argUrl())));
                                case DNS_LOOKUP -> refusal(new Request.DnsLookup(action.argFqdn()));
                                default -> Optional.empty();
                            };
                    refusal.ifPresent(reason ->
                            problems.add(
                                    policy.problem(
                                            action.path(),
                                            action.kind().yamlName() + " is refused: " + reason,
                                            "start the agent with --network-actions"
                                                    + " loopback or all")));
                });
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
    }

    private static URI uri(String text) {
        return URI.create(text);
    }

    private Optional<String> refusal(Request request) {
        return switch (network) {
            case ALL -> Optional.empty();
            case NONE -> Optional.of("this agent does not send anything for policies");
            case LOOPBACK -> {
                String host =
                        switch (request) {
                            case Request.GetUrl(URI url) -> url.getHost();
                            case Request.DnsLookup _ -> host(dnsServer);
                        };
                yield isLoopback(host)
                        ? Optional.empty()
                        : Optional.of(
                                (host.isEmpty() ? "the system's resolver" : host)
                                        + " is not on this machine");
            }
        };
    }

    private static String host(String server) {
        int colon = server.lastIndexOf(':');
        return colon > 0 && server.indexOf(':') == colon ? server.substring(0, colon) : server;
    }

    /** Only literal addresses, and the one name that means this machine: nothing is resolved. */
    private static boolean isLoopback(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return false;
        }
        String bare = host.replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
        return bare.equals("localhost")
                || bare.equals("::1")
                || bare.matches("127(\\.\\d{1,3}){3}");
    }

    /** Queues what the selector of a record asks for. */
    void accept(KernelEvent.HookHit hit) {
        CompiledPolicy policy = policies.apply(hit.policyId());
        if (policy == null) {
            return;
        }
        policy.selector(hit.hookId(), hit.selector())
                .ifPresent(s -> s.action().extras().requests().forEach(this::queue));
    }

    private void queue(Request request) {
        try {
            worker.execute(() -> perform(request));
        } catch (RejectedExecutionException full) {
            dropped.increment();
        }
    }

    private void perform(Request request) {
        try {
            switch (request) {
                case Request.GetUrl(URI url) -> get(url);
                case Request.DnsLookup(String name) -> resolve(name);
            }
            done.increment();
        } catch (IOException | RuntimeException e) {
            failed.increment();
            LOG.warn("{} failed: {}", request, e.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void get(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).GET().build();
        HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
        LOG.debug("GET {}: {}", url, answer.statusCode());
    }

    private void resolve(String name) throws IOException {
        if (dnsServer.isEmpty()) {
            LOG.debug("{} is {}", name, InetAddress.getByName(name).getHostAddress());
        } else {
            DnsQuery.ask(dnsServer, name, PATIENCE);
        }
    }

    /** Requests that were answered. */
    long done() {
        return done.sum();
    }

    /** Requests that got no answer. */
    long failed() {
        return failed.sum();
    }

    /** Requests that were not made, because too many waited. */
    long dropped() {
        return dropped.sum();
    }

    /** Drops what still waits. */
    @Override
    public void close() {
        worker.shutdownNow();
        http.close();
    }
}
