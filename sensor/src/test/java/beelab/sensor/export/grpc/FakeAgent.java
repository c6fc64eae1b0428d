package beelab.sensor.export.grpc;

import beelab.sensor.event.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent that notes what it was told. */
final class FakeAgent implements AgentControl {
    final List<NewContainer> created = new ArrayList<>();
    private String level = "INFO";

    @Override
    public Facts facts() {
        Map<String, @Nullable Boolean> features = new LinkedHashMap<>();
        features.put("kprobe_multi", false);
        features.put("lsm", true);
        features.put("buildid", null);
        return new Facts("1.2.3", "Java 25", features, Map.of("export-filename", "/x"));
    }

    @Override
    public String logLevel() {
        return level;
    }

    @Override
    public void setLogLevel(String now) {
        level = now;
    }

    @Override
    public List<CachedProcess> processes() {
        return List.of(
                new CachedProcess(Sample.ln(), 2, "inUse"),
                new CachedProcess(Sample.shell(), 0, "deletePending"));
    }

    @Override
    public void containerCreated(NewContainer container) {
        if (container.id().isEmpty()) {
            throw new IllegalArgumentException("containerID: expected 64 hexadecimal digits");
        }
        created.add(container);
    }
}
