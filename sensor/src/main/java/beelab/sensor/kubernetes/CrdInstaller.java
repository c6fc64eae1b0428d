package beelab.sensor.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings the custom resource definitions into a cluster, as often as it is asked. Definitions that
 * somebody else installed (a real Tetragon has the same ones) are used and never changed.
 *
 * <p>Works on plain maps: the agent does this at its start, and the typed classes of definitions
 * would stay in its memory.
 */
public final class CrdInstaller {
    private static final int ATTEMPTS = 5;
    private static final ResourceDefinitionContext DEFINITIONS =
            new ResourceDefinitionContext.Builder()
                    .withGroup("apiextensions.k8s.io")
                    .withVersion("v1")
                    .withKind("CustomResourceDefinition")
                    .withPlural("customresourcedefinitions")
                    .withNamespaced(false)
                    .build();

    private final KubernetesClient client;
    private final Consumer<String> progress;

    /**
     * @param progress receives one line for each thing done
     */
    public CrdInstaller(KubernetesClient client, Consumer<String> progress) {
        this.client = client;
        this.progress = progress;
    }

    /**
     * Installs, updates or checks each definition, and waits until the API server serves it.
     *
     * @throws CrdException when a definition cannot be used; the message says what to do
     */
    public void install(Duration timeout) throws CrdException {
        for (PolicyKind kind : PolicyKind.values()) {
            KubernetesSerialization json = client.getKubernetesSerialization();
            GenericKubernetesResource wanted =
                    json.unmarshal(
                            json.asJson(PolicyCrds.definition(kind)),
                            GenericKubernetesResource.class);
            put(kind, wanted);
            awaitEstablished(kind, timeout);
        }
    }

    private void put(PolicyKind kind, GenericKubernetesResource wanted) throws CrdException {
        String name = kind.definitionName();
        for (int attempt = 1; ; attempt++) {
            try {
                GenericKubernetesResource there = get(name);
                if (there == null) {
                    resource(name, wanted).create();
                    progress.accept(name + ": installed");
                } else if (!isOurs(there)) {
                    check(name, there);
                    progress.accept(name + ": installed by somebody else, used as it is");
                } else if (sameSpec(there, wanted)) {
                    progress.accept(name + ": up to date");
                } else {
                    wanted.getMetadata()
                            .setResourceVersion(there.getMetadata().getResourceVersion());
                    wanted.setAdditionalProperty("status", there.get("status"));
                    resource(name, wanted).update();
                    progress.accept(name + ": updated");
                }
                return;
            } catch (KubernetesClientException e) {
                // Another node's sensor was faster: look again.
                boolean race = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
                if (!race || attempt == ATTEMPTS) {
                    throw failure(name, e);
                }
                wanted.getMetadata().setResourceVersion(null);
            }
        }
    }

    private @Nullable GenericKubernetesResource get(String name) {
        return client.genericKubernetesResources(DEFINITIONS).withName(name).get();
    }

    private Resource<GenericKubernetesResource> resource(
            String name, GenericKubernetesResource wanted) {
        wanted.getMetadata().setName(name);
        return client.genericKubernetesResources(DEFINITIONS).resource(wanted);
    }

    private static boolean isOurs(GenericKubernetesResource there) {
        Map<String, String> labels = there.getMetadata().getLabels();
        return labels != null && PolicyCrds.OWNER.equals(labels.get(PolicyCrds.MANAGED_BY));
    }

    /** The API server adds fields of its own: only what we say is compared. */
    private static boolean sameSpec(
            GenericKubernetesResource there, GenericKubernetesResource wanted) {
        return Stream.of("schema", "additionalPrinterColumns")
                .allMatch(part -> same(version(there).get(part), version(wanted).get(part)));
    }

    /** Equal but for the notation of numbers, and nothing and an empty object are the same. */
    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (isEmpty(one) || isEmpty(other)) {
            return isEmpty(one) && isEmpty(other);
        }
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> otherMap) {
            return Stream.concat(map.keySet().stream(), otherMap.keySet().stream())
                    .allMatch(key -> same(map.get(key), otherMap.get(key)));
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            return list.size() == otherList.size()
                    && IntStream.range(0, list.size())
                            .allMatch(i -> same(list.get(i), otherList.get(i)));
        }
        return one instanceof Number number && other instanceof Number otherNumber
                ? number.doubleValue() == otherNumber.doubleValue()
                : Objects.equals(one, other);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof List<?> list && list.isEmpty();
    }

    private static Map<?, ?> version(GenericKubernetesResource definition) {
        return maps(definition.get("spec", "versions"))
                .filter(version -> PolicyKind.VERSION.equals(version.get("name")))
                .findFirst()
                .orElse(Map.of());
    }

    /** The objects of a list; nothing when it is none. */
    private static Stream<Map<?, ?>> maps(@Nullable Object list) {
        return list instanceof List<?> values
                ? values.stream().filter(Map.class::isInstance).map(value -> (Map<?, ?>) value)
                : Stream.of();
    }

    private static void check(String name, GenericKubernetesResource there) throws CrdException {
        if (!Boolean.TRUE.equals(version(there).get("served"))) {
            throw new CrdException(
                    name
                            + " exists but does not serve "
                            + PolicyKind.VERSION
                            + ": remove it, or update the Tetragon that installed it");
        }
    }

    private void awaitEstablished(PolicyKind kind, Duration timeout) throws CrdException {
        String name = kind.definitionName();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isEstablished(get(name))) {
            if (System.nanoTime() > deadline) {
                throw new CrdException(
                        name
                                + " is not served after "
                                + timeout.toSeconds()
                                + " s: see kubectl describe crd "
                                + name);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CrdException("interrupted while waiting for " + name);
            }
        }
    }

    private static boolean isEstablished(@Nullable GenericKubernetesResource there) {
        return there != null
                && maps(there.get("status", "conditions"))
                        .anyMatch(condition ->
                                "Established".equals(condition.get("type"))
                                        && "True".equals(condition.get("status")));
    }

    private static CrdException failure(String name, KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN ->
                    new CrdException(
                            name
                                    + ": no permission; the service account needs get, create and update on"
                                    + " customresourcedefinitions");
            case 0 ->
                    new CrdException(
                            "the API server cannot be reached: "
                                    + (e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()));
            default -> new CrdException(name + ": " + e.getMessage());
        };
    }

    /** A definition cannot be installed or used. */
    public static final class CrdException extends Exception {
        private static final long serialVersionUID = 1L;

        CrdException(String message) {
            super(message);
        }
    }
}
