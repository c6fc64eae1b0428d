package beelab.sensor.attach;

import beelab.sensor.policy.PolicyException;
import beelab.sensor.policy.PolicyReader;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What tells policies apart: two of the same domain, namespace and name exclude each other.
 *
 * @param namespace empty for a cluster-wide policy
 */
record PolicyKey(String domain, String namespace, String name) {

    /**
     * The key of a text that {@link PolicyReader} refused with a {@link PolicyException}, as far as
     * it can be read, so that the refused policy can be listed.
     */
    static Optional<PolicyKey> guess(String domain, String yaml) {
        try {
            LoadSettings settings = LoadSettings.builder().setCodePointLimit(1 << 20).build();
            if (new Load(settings).loadFromString(yaml) instanceof Map<?, ?> document
                    && document.get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("name") instanceof String name) {
                boolean namespaced = "TracingPolicyNamespaced".equals(document.get("kind"));
                String namespace =
                        metadata.get("namespace") instanceof String text ? text : "default";
                return Optional.of(new PolicyKey(domain, namespaced ? namespace : "", name));
            }
            return Optional.empty();
        } catch (YamlEngineException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return domain + ":" + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
