package beelab.lab.ui.guide;

import beelab.lab.check.StepState;
import beelab.lab.feed.EventBuffer;
import beelab.lab.feed.EventRow;
import beelab.lab.guide.Block;
import beelab.lab.guide.Guide;
import beelab.lab.guide.GuideStep;
import beelab.lab.lesson.LessonSession;
import beelab.lab.scenario.StepSpec;
import beelab.lab.ui.common.Background;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;

/**
 * The guide that is being read: its pages, their ticks, and the actions of its blocks. Used on the
 * FX thread only.
 */
public final class GuideViewModel implements AutoCloseable {
    /** Links of guides begin with this. */
    static final String BLOCK_LINK = "bee:block/";

    private static final String QUIZ_LINK = "bee:quiz/";

    /** Does what a block says: types, opens, filters. */
    @FunctionalInterface
    public interface Performer {
        /** Called on the FX thread after the session was told. */
        void perform(Block block);
    }

    private final LessonSession session;
    private final Background background;
    private final Performer performer;
    private final Consumer<String> outsideLinks;
    private final Guide guide;
    private final List<GuidePage> pages;
    private final IntegerProperty index = new SimpleIntegerProperty();
    private final ReadOnlyStringWrapper answer = new ReadOnlyStringWrapper("");
    private final EventBuffer.Subscription subscription;

    /**
     * @param performer does what clicked blocks say
     * @param outsideLinks opens links that leave the app
     */
    public GuideViewModel(
            LessonSession session,
            Background background,
            Performer performer,
            Consumer<String> outsideLinks) {
        this.session = session;
        this.background = background;
        this.performer = performer;
        this.outsideLinks = outsideLinks;
        this.guide = session.guide();
        this.pages = guide.steps().stream().map(step -> new GuidePage(session, step)).toList();
        this.subscription = session.onChange(this::changed);
        index.subscribe(() -> answer.set(""));
    }

    /** Title of the guide. */
    public String title() {
        return guide.title();
    }

    /** The pages in order; at least one. */
    public List<GuidePage> pages() {
        return pages;
    }

    /** Number of the page that is read, from 0. */
    public IntegerProperty indexProperty() {
        return index;
    }

    /** The page that is read. */
    public GuidePage page() {
        return pages.get(index.get());
    }

    /** HTML of the page that is read; the first one begins with the introduction. */
    public String html() {
        String section = heading(page().step().title()) + page().step().html();
        return index.get() == 0 && !guide.introduction().isBlank()
                ? heading(guide.title()) + guide.introduction() + section
                : section;
    }

    private static String heading(String title) {
        return "<h1>" + GuideHtml.escape(title) + "</h1>";
    }

    /** What the last quiz answer was worth, as text; empty when there is none on this page. */
    public ReadOnlyStringProperty answerProperty() {
        return answer.getReadOnlyProperty();
    }

    /** Goes to the next page, if there is one. */
    public void next() {
        index.set(Math.min(pages.size() - 1, index.get() + 1));
    }

    /** Goes to the page before, if there is one. */
    public void back() {
        index.set(Math.max(0, index.get() - 1));
    }

    /** Follows a link of the guide: acts on its block, or leaves the app. */
    public void follow(String link) {
        if (link.startsWith(BLOCK_LINK)) {
            act(link.substring(BLOCK_LINK.length()));
        } else if (link.startsWith(QUIZ_LINK)) {
            answerQuiz(link.substring(QUIZ_LINK.length()));
        } else {
            outsideLinks.accept(link);
        }
    }

    /**
     * Acts on a block, exactly as a click on its button does.
     *
     * @throws IllegalArgumentException when the guide has no such block
     */
    public void act(String blockId) {
        performer.perform(session.act(blockId));
    }

    /** Text that the copy button of a block puts on the clipboard; empty for other blocks. */
    public String copyText(String blockId) {
        return guide.block(blockId)
                .map(block ->
                        switch (block) {
                            case Block.Run run -> String.join("\n", run.lines());
                            case Block.Apply apply -> apply.source();
                            case Block.Delete delete -> String.join("\n", delete.lines());
                            case Block.Open _, Block.Watch _, Block.Quiz _ -> "";
                        })
                .orElse("");
    }

    /** Watches a check anew: only what happens from now on counts. */
    public void watchAgain(StepSpec check) {
        session.begin(check.id());
    }

    /** Takes a step back: its files, what it made in the cluster, and its verdict. */
    public void reset(StepSpec check) {
        session.reset(check.id());
    }

    /** The rows that prove a check, oldest first. */
    public List<EventRow> evidence(StepSpec check) {
        return switch (session.state(check.id())) {
            case StepState.Passed passed -> passed.evidence();
            case StepState.Failed failed -> failed.evidence();
            case StepState.Unknown unknown -> unknown.evidence();
            case StepState.Waiting _, StepState.Running _, StepState.NotApplicable _ -> List.of();
        };
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void changed(LessonSession.Change change) {
        switch (change) {
            case LessonSession.Change.Step _ ->
                    background.onFxThread(() -> pages.forEach(GuidePage::refresh));
            case LessonSession.Change.Feed _,
                    LessonSession.Change.Policies _,
                    LessonSession.Change.Notice _ -> {
                // Shown by the status bar and above the guide.
            }
        }
    }

    private void answerQuiz(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return;
        }
        Optional<Block> block = guide.block(path.substring(0, slash));
        int chosen = Integer.parseInt(path.substring(slash + 1));
        if (block.orElse(null) instanceof Block.Quiz quiz && chosen < quiz.options().size()) {
            Block.Quiz.Option option = quiz.options().get(chosen);
            String why = option.why().replaceAll("<[^>]+>", "");
            answer.set("%s %s".formatted(option.correct() ? "Right." : "Not quite.", why).strip());
        }
    }

    /** A page: a section of the guide with its checks. */
    public static final class GuidePage {
        private final LessonSession session;
        private final GuideStep step;
        private final ReadOnlyObjectWrapper<StepState> state;
        private final List<Check> checks;

        private GuidePage(LessonSession session, GuideStep step) {
            this.session = session;
            this.step = step;
            this.state = new ReadOnlyObjectWrapper<>(session.stateOfSection(step.id()));
            this.checks =
                    session.checksOf(step.id()).stream()
                            .map(spec -> new Check(spec, session.state(spec.id())))
                            .toList();
        }

        /** The section. */
        public GuideStep step() {
            return step;
        }

        /** Where the section stands: the least of its checks. */
        public ReadOnlyObjectProperty<StepState> stateProperty() {
            return state.getReadOnlyProperty();
        }

        /** Its checks; empty for a section that is only read. */
        public List<Check> checks() {
            return checks;
        }

        /** Name for screen readers, such as "Step 2, Restrict links: passed". */
        String accessibleText(int number) {
            String tick =
                    checks.isEmpty()
                            ? ""
                            : ": " + Tone.of(state.get()).word().toLowerCase(Locale.ROOT);
            return "Step %d, %s%s".formatted(number, step.title(), tick);
        }

        private void refresh() {
            state.set(session.stateOfSection(step.id()));
            checks.forEach(check -> check.state.set(session.state(check.spec.id())));
        }
    }

    /** One check of a page. */
    public static final class Check {
        private final StepSpec spec;
        private final ReadOnlyObjectWrapper<StepState> state;

        private Check(StepSpec spec, StepState state) {
            this.spec = spec;
            this.state = new ReadOnlyObjectWrapper<>(state);
        }

        /** What is checked. */
        public StepSpec spec() {
            return spec;
        }

        /** Where it stands. */
        public ReadOnlyObjectProperty<StepState> stateProperty() {
            return state.getReadOnlyProperty();
        }
    }
}
