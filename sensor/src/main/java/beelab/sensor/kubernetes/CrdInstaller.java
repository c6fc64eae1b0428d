package beelab.sensor.kubernetes;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the custom resource definitions into a cluster, as often as it is asked. Definitions that
 * somebody else installed (a real Tetragon has the same ones) are used and never changed.
 */
public final class CrdInstaller {
    private static final int ATTEMPTS = 5;

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
            CustomResourceDefinition wanted =
                    client.getKubernetesSerialization()
                            .unmarshal(PolicyCrds.yaml(kind), CustomResourceDefinition.class);
            put(kind, wanted);
            awaitEstablished(kind, timeout);
        }
    }

    private void put(PolicyKind kind, CustomResourceDefinition wanted) throws CrdException {
        String name = kind.definitionName();
        for (int attempt = 1; ; attempt++) {
            try {
                CustomResourceDefinition there = get(name);
                if (there == null) {
                    client.resource(wanted).create();
                    progress.accept(name + ": installed");
                } else if (!isOurs(there)) {
                    check(name, there);
                    progress.accept(name + ": installed by somebody else, used as it is");
                } else if (sameSpec(there, wanted)) {
                    progress.accept(name + ": up to date");
                } else {
                    wanted.getMetadata()
                            .setResourceVersion(there.getMetadata().getResourceVersion());
                    wanted.setStatus(there.getStatus());
                    client.resource(wanted).update();
                    progress.accept(name + ": updated");
                }
                return;
            } catch (KubernetesClientException e) {
                // Another node's init container was faster: look again.
                boolean race = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
                if (!race || attempt == ATTEMPTS) {
                    throw failure(name, e);
                }
                wanted.getMetadata().setResourceVersion(null);
            }
        }
    }

    private @Nullable CustomResourceDefinition get(String name) {
        return client.apiextensions().v1().customResourceDefinitions().withName(name).get();
    }

    private static boolean isOurs(CustomResourceDefinition there) {
        Map<String, String> labels = there.getMetadata().getLabels();
        return labels != null && PolicyCrds.OWNER.equals(labels.get(PolicyCrds.MANAGED_BY));
    }

    /** The API server adds fields of its own: only what we say is compared. */
    private static boolean sameSpec(
            CustomResourceDefinition there, CustomResourceDefinition wanted) {
        return Objects.equals(schema(there), schema(wanted))
                && Objects.equals(columns(there), columns(wanted));
    }

    private static @Nullable Object schema(CustomResourceDefinition definition) {
        return version(definition).getSchema();
    }

    private static @Nullable Object columns(CustomResourceDefinition definition) {
        return version(definition).getAdditionalPrinterColumns();
    }

    private static CustomResourceDefinitionVersion version(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().stream()
                .filter(version -> PolicyKind.VERSION.equals(version.getName()))
                .findFirst()
                .orElseGet(CustomResourceDefinitionVersion::new);
    }

    private static void check(String name, CustomResourceDefinition there) throws CrdException {
        if (!Boolean.TRUE.equals(version(there).getServed())) {
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

    private static boolean isEstablished(@Nullable CustomResourceDefinition there) {
        return there != null
                && there.getStatus() != null
                && there.getStatus().getConditions() != null
                && there.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType())
                                        && "True".equals(condition.getStatus()));
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
