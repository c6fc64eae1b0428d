package beelab.lab.lesson;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.FeedState;
import beelab.lab.feed.PolicyState;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.scenario.Scenario;
import beelab.lab.scenario.StepSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A learner's run through one scenario. It exists before there is a cluster: the guide can be read
 * at once, events and states come as soon as a cluster is connected.
 *
 * <p>Every method returns at once and may be called from any thread; listeners are called on the
 * session's own threads.
 */
public interface LessonSession extends AutoCloseable {

    /** What is checked. */
    Scenario scenario();

    /** What is read. */
    Guide guide();

    /** The learner's own copy of the scenario's folder, in which terminals start. */
    Path workFolder();

    /**
     * What terminals add to their environment: {@code KUBECONFIG}, {@code PATH} with {@code
     * kubectl} and {@code bee}, {@code BEELAB_SCENARIO}.
     */
    Map<String, String> terminalEnvironment();

    /** The events, also before and between connections. */
    EventBuffer events();

    /** Whether events arrive. */
    FeedState feedState();

    /** What the sensors say about their policies, ordered by node and id. */
    List<PolicyState> policies();

    /**
     * Says that the learner acts on a block now. Steps that it starts begin to be watched from this
     * moment. The caller then does what the block says: types its lines into its terminal, opens
     * its page, sets its filter.
     *
     * @throws IllegalArgumentException when the guide has no such block
     */
    Block act(String blockId);

    /**
     * Begins to watch a step without its block, for learners who type by themselves. Begins anew
     * when it is watched already: only what happens from now on counts.
     *
     * @throws IllegalArgumentException when the scenario has no such step
     */
    void begin(String stepId);

    /**
     * Takes back one step and no other: it waits again, the file that its block applies is the
     * author's again, and what that made in the cluster is undone. What became of it is told as
     * {@link Change.Notice} within five seconds.
     *
     * @throws IllegalArgumentException when the scenario has no such step
     */
    void reset(String stepId);

    /** The steps that belong to a section of the guide: those that one of its blocks starts. */
    List<StepSpec> checksOf(String guideStepId);

    /** The state of a step, by its id. */
    StepState state(String stepId);

    /** Where a section of the guide stands: the least of the states of its steps. */
    StepState stateOfSection(String guideStepId);

    /** Calls the listener with every later change. */
    EventBuffer.Subscription onChange(Consumer<Change> listener);

    /** What a session tells its listeners. */
    sealed interface Change {
        /** A step has another state. */
        record Step(StepSpec step, StepState state) implements Change {}

        /**
         * Something that the learner should read, once.
         *
         * @param text one or two sentences
         */
        record Notice(String text) implements Change {}

        /** The connection has another state. */
        record Feed(FeedState state) implements Change {}

        /** A sensor's list of policies is another. */
        record Policies(List<PolicyState> policies) implements Change {
            public Policies {
                policies = List.copyOf(policies);
            }
        }
    }

    /** Ends the connection and the session's threads. Events stay readable. */
    @Override
    void close();
}
