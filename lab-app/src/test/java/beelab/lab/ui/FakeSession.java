package beelab.lab.ui;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.LessonSession;
import beelab.lab.scenario.Mark;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.StepSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A lesson without cluster and sensor: the test says what was seen. */
final class FakeSession implements LessonSession {
    final EventBuffer buffer = new EventBuffer(1_000);
    final List<String> acted = new ArrayList<>();
    private final Map<String, StepState> states = new HashMap<>();
    private final CopyOnWriteArrayList<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final StepSpec observed = step("link-observed", "create-link");
    private final StepSpec blocked = step("link-blocked", "restrict");
    private final Block run =
            new Block.Run(
                    "create-link",
                    "main",
                    List.of("echo \"hello from $BEELAB_TERMINAL\""),
                    false,
                    Block.Ending.RETURNS,
                    List.of(0),
                    "");
    private final Block apply =
            new Block.Apply("restrict", "main", "policies/restrict.yaml", "kind: TracingPolicy\n");
    private final Block watch = new Block.Watch("watch-links", "symlinkat");

    FakeSession(Path folder) {
        this.folder = folder;
    }

    private static StepSpec step(String id, String stimulus) {
        return new StepSpec(
                id,
                stimulus,
                null,
                List.of(),
                false,
                List.of(),
                List.of(),
                List.of("nudge"),
                Duration.ofSeconds(10),
                Duration.ZERO,
                new Mark(Path.of("scenario.yaml"), 1, 1));
    }

    void state(String stepId, StepState state) {
        states.put(stepId, state);
        StepSpec step = stepId.equals(observed.id()) ? observed : blocked;
        listeners.forEach(listener -> listener.accept(new Change.Step(step, state)));
    }

    @Override
    public Scenario scenario() {
        return new Scenario(
                folder,
                "symlink",
                "Restrict symbolic links",
                "A link that gives a secret away.",
                20,
                20,
                Scenario.Level.BEGINNER,
                Scenario.Requirements.NONE,
                List.of(),
                List.of(),
                List.of(observed, blocked));
    }

    @Override
    public Guide guide() {
        String html =
                """
                <div class="paragraph"><p>A symbolic link is a name that leads to another name. Make
                one in the pod and look at what the kernel says, with <code>ln -s</code>.</p></div>
                <div id="create-link" class="action listingblock"><div class="bar"><a class="act"
                href="bee:block/create-link">Run in terminal “main”</a></div><div class="content">
                <pre>ln -s /etc/passwd symlink-cy</pre></div></div>
                <div class="admonitionblock note"><table><tr><td class="icon"><div class="title">Note</div></td>
                <td class="content">The link is only a name; nothing is copied.</td></tr></table></div>
                <div id="watch-links" class="action paragraph"><div class="bar"><a class="act"
                href="bee:block/watch-links">Show only these events</a></div></div>
                """
                        .replace("<a class=\"act\"\nhref", "<a class=\"act\" href");
        String second =
                """
                <div id="restrict" class="action listingblock"><div class="bar"><a class="act"
                href="bee:block/restrict">Apply policies/restrict.yaml</a></div><div class="content">
                <pre>kind: TracingPolicy</pre></div></div>
                """
                        .replace("<a class=\"act\"\nhref", "<a class=\"act\" href");
        return new Guide(
                "Restrict symbolic links",
                "<p>You will watch a link being made, and then stop it in the kernel.</p>",
                List.of(
                        new GuideStep("make", "Make a link and watch", html, List.of(run, watch)),
                        new GuideStep("stop", "Stop it", second, List.of(apply))),
                "");
    }

    @Override
    public Path workFolder() {
        return folder;
    }

    @Override
    public Map<String, String> terminalEnvironment() {
        return Map.of();
    }

    @Override
    public EventBuffer events() {
        return buffer;
    }

    @Override
    public FeedState feedState() {
        return FeedState.IDLE;
    }

    @Override
    public List<PolicyState> policies() {
        return List.of();
    }

    @Override
    public Block act(String blockId) {
        acted.add(blockId);
        return guide().block(blockId).orElseThrow(IllegalArgumentException::new);
    }

    @Override
    public void begin(String stepId) {
        state(stepId, new StepState.Running(0, 1, "process_kprobe"));
    }

    @Override
    public void reset(String stepId) {
        state(stepId, new StepState.Waiting());
    }

    @Override
    public List<StepSpec> checksOf(String guideStepId) {
        return guideStepId.equals("make") ? List.of(observed) : List.of(blocked);
    }

    @Override
    public StepState state(String stepId) {
        return states.getOrDefault(stepId, new StepState.Waiting());
    }

    @Override
    public StepState stateOfSection(String guideStepId) {
        return state(checksOf(guideStepId).getFirst().id());
    }

    @Override
    public EventBuffer.Subscription onChange(Consumer<Change> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        listeners.clear();
    }
}
