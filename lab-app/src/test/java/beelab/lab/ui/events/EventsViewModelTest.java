package beelab.lab.ui.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsViewModelTest {
    private final EventsViewModel model = new EventsViewModel();

    @BeforeEach
    void showAll() {
        model.showEverything();
    }

    @Test
    void hidesWhatDoesNotMatchAndKeepsIt() {
        model.accept(List.of(Lines.started(1), Lines.killed(2)));
        model.filterProperty().set("verdict:killed");
        assertThat(model.shown()).extracting(EventLine::id).containsExactly(2L);
        assertThat(model.summary().getValue()).isEqualTo("1 of 2 events");
        model.filterProperty().set("");
        assertThat(model.shown()).hasSize(2);
    }

    @Test
    void keepsTheLastReadableFilterWhileAWrongOneIsTyped() {
        model.accept(List.of(Lines.started(1), Lines.killed(2)));
        model.filterProperty().set("symlink");
        model.filterProperty().set("symlink foo:");
        model.filterProperty().set("symlink foo:x");
        assertThat(model.filterProblemProperty().get()).contains("“foo”");
        assertThat(model.shown()).extracting(EventLine::id).containsExactly(2L);
    }

    @Test
    void holdsRowsBackWhilePausedAndLosesNone() {
        model.accept(List.of(Lines.started(1)));
        model.pausedProperty().set(true);
        model.accept(List.of(Lines.started(2), Lines.started(3)));
        assertThat(model.shown()).hasSize(1);
        assertThat(model.waitingProperty().get()).isEqualTo(2);
        assertThat(model.receivedProperty().get()).isEqualTo(3);
        model.pausedProperty().set(false);
        assertThat(model.shown()).extracting(EventLine::id).containsExactly(1L, 2L, 3L);
        assertThat(model.waitingProperty().get()).isZero();
    }

    @Test
    void neverHoldsMoreThanItsCapacity() {
        List<EventLine> many =
                LongStream.rangeClosed(1, EventsViewModel.CAPACITY + 500L)
                        .mapToObj(Lines::started)
                        .toList();
        model.accept(many.subList(0, 600));
        model.accept(many.subList(600, many.size()));
        assertThat(model.allRows()).hasSizeLessThanOrEqualTo(EventsViewModel.CAPACITY);
        assertThat(model.allRows().getLast().id()).isEqualTo(EventsViewModel.CAPACITY + 500L);
        assertThat(model.receivedProperty().get()).isEqualTo(EventsViewModel.CAPACITY + 500L);
    }

    @Test
    void showsOnlyTheLearnersPodsAtFirst() {
        EventsViewModel model = new EventsViewModel();
        model.accept(List.of(Lines.started(1), Lines.killed(2)));
        assertThat(model.shown()).extracting(EventLine::id).containsExactly(2L);
    }

    @Test
    void countsWhatTheLabItselfDoesAndShowsItOnlyWhenAsked() {
        EventsViewModel model = new EventsViewModel();
        model.accept(List.of(Lines.killed(1), Lines.byLab(2), Lines.byLab(3)));
        assertThat(model.shown()).extracting(EventLine::id).containsExactly(1L);
        assertThat(model.probesProperty().get()).isEqualTo(2);
        assertThat(model.summary().getValue()).isEqualTo("1 of 3 events");
        model.labProbesProperty().set(true);
        assertThat(model.shown()).hasSize(3);
    }

    @Test
    void addsATermToTheFilterOnce() {
        model.addToFilter("pod:a");
        model.addToFilter("-process:b");
        model.addToFilter("pod:a");
        assertThat(model.filterProperty().get()).isEqualTo("pod:a -process:b");
    }
}
