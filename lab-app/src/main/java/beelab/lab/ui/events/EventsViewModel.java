package beelab.lab.ui.events;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/**
 * State of the event table. Used on the FX thread only; batches come through an {@link EventPump}.
 *
 * <p>Holds the newest {@value #CAPACITY} rows. Filtering hides rows and never deletes them; pausing
 * keeps new rows aside and shows how many there are.
 */
public final class EventsViewModel {
    /** Number of rows that are kept. */
    public static final int CAPACITY = 20_000;

    private final ObservableList<EventLine> rows = FXCollections.observableArrayList();
    private final FilteredList<EventLine> shown = new FilteredList<>(rows);
    private final List<EventLine> heldBack = new ArrayList<>();

    private final StringProperty filter = new SimpleStringProperty("");
    private final ReadOnlyStringWrapper filterProblem = new ReadOnlyStringWrapper("");
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty compact = new SimpleBooleanProperty();
    private final BooleanProperty following = new SimpleBooleanProperty(true);
    private final BooleanProperty podsOnly = new SimpleBooleanProperty(true);
    private final BooleanProperty labProbes = new SimpleBooleanProperty();
    private final ReadOnlyLongWrapper probes = new ReadOnlyLongWrapper();
    private final ObjectProperty<@Nullable EventLine> selected = new SimpleObjectProperty<>();
    private final ReadOnlyLongWrapper received = new ReadOnlyLongWrapper();
    private final ReadOnlyLongWrapper waiting = new ReadOnlyLongWrapper();
    private final LongProperty lost = new SimpleLongProperty();
    private final BooleanProperty anyLost = new SimpleBooleanProperty();
    private EventQuery query = EventQuery.ALL;

    /** Starts empty, running and following the newest row. */
    public EventsViewModel() {
        filter.subscribe(this::readFilter);
        podsOnly.subscribe(this::refilter);
        labProbes.subscribe(this::refilter);
        refilter();
        paused.subscribe(isPaused -> {
            if (!isPaused) {
                showHeldBack();
            }
        });
    }

    /** Takes a batch of new rows, oldest first. */
    public void accept(List<EventLine> batch) {
        if (paused.get()) {
            heldBack.addAll(batch);
            trim(heldBack);
            waiting.set(heldBack.size());
        } else {
            append(batch);
        }
        received.set(received.get() + batch.size());
        probes.set(probes.get() + batch.stream().filter(EventLine::byLab).count());
    }

    /** Removes all rows; the counters of received and lost events stay. */
    public void clear() {
        selected.set(null);
        rows.clear();
        heldBack.clear();
        waiting.set(0);
    }

    /** Takes every filter away. */
    public void showEverything() {
        filter.set("");
        podsOnly.set(false);
        labProbes.set(true);
    }

    /** Adds a word to the filter, unless it is there already. */
    public void addToFilter(String term) {
        String present = filter.get().strip();
        if (!(" " + present + " ").contains(" " + term + " ")) {
            filter.set((present + " " + term).strip());
        }
    }

    /** All rows that are kept, oldest first, filtered or not. */
    public List<EventLine> allRows() {
        return Collections.unmodifiableList(rows);
    }

    /** The rows that the filter lets through, oldest first. */
    public FilteredList<EventLine> shown() {
        return shown;
    }

    /** The filter as typed; see {@link EventQuery}. */
    public StringProperty filterProperty() {
        return filter;
    }

    /** Why the filter cannot be read; empty when it can. */
    public ReadOnlyStringProperty filterProblemProperty() {
        return filterProblem.getReadOnlyProperty();
    }

    /** Whether the table stands still. */
    public BooleanProperty pausedProperty() {
        return paused;
    }

    /** Whether rows are shown as one line of text instead of columns. */
    public BooleanProperty compactProperty() {
        return compact;
    }

    /** Whether the table scrolls to each new row. */
    public BooleanProperty followingProperty() {
        return following;
    }

    /** Whether events of processes outside of the learner's pods are hidden. */
    public BooleanProperty podsOnlyProperty() {
        return podsOnly;
    }

    /** Whether events that the lab itself causes, to look whether a step is done, are shown. */
    public BooleanProperty labProbesProperty() {
        return labProbes;
    }

    /** Number of events that the lab itself caused, shown or not. */
    public ReadOnlyLongProperty probesProperty() {
        return probes.getReadOnlyProperty();
    }

    /** The row in the details pane. */
    public ObjectProperty<@Nullable EventLine> selectedProperty() {
        return selected;
    }

    /** Number of events that came, shown or not. */
    public ReadOnlyLongProperty receivedProperty() {
        return received.getReadOnlyProperty();
    }

    /** Number of rows that came since the table was paused. */
    public ReadOnlyLongProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /** Number of events that the kernel, the sensor or the lab dropped. */
    public LongProperty lostProperty() {
        return lost;
    }

    /** Whether any event was lost, also when nobody can say how many. */
    public BooleanProperty anyLostProperty() {
        return anyLost;
    }

    /** "0 lost", "12 lost", or "some lost" when nobody can say how many. */
    public ObservableValue<String> lostSummary() {
        return Bindings.createStringBinding(
                () ->
                        lost.get() == 0 && anyLost.get()
                                ? "some lost"
                                : "%,d lost".formatted(lost.get()),
                lost,
                anyLost);
    }

    /** "12 of 1,204 events". */
    public ObservableValue<String> summary() {
        return Bindings.createStringBinding(
                () -> {
                    long all = received.get();
                    int visible = shown.size();
                    if (all == 0) {
                        return "No events yet";
                    }
                    String count = "%,d %s".formatted(all, all == 1 ? "event" : "events");
                    return visible == all ? count : "%,d of %s".formatted(visible, count);
                },
                received,
                shown);
    }

    private void append(List<EventLine> batch) {
        List<EventLine> newest =
                batch.size() > CAPACITY
                        ? batch.subList(batch.size() - CAPACITY, batch.size())
                        : batch;
        int excess = rows.size() + newest.size() - CAPACITY;
        if (excess > 0) {
            // Removed in larger steps: each removal shifts the whole list.
            rows.remove(0, Math.min(rows.size(), Math.max(excess, CAPACITY / 20)));
        }
        rows.addAll(newest);
    }

    private void showHeldBack() {
        if (!heldBack.isEmpty()) {
            append(List.copyOf(heldBack));
            heldBack.clear();
        }
        waiting.set(0);
    }

    private static void trim(List<EventLine> list) {
        if (list.size() > CAPACITY) {
            list.subList(0, list.size() - CAPACITY).clear();
        }
    }

    private void readFilter(String text) {
        try {
            query = EventQuery.parse(text);
            filterProblem.set("");
        } catch (IllegalArgumentException e) {
            // The last filter that could be read stays in force while the learner types on.
            filterProblem.set(String.valueOf(e.getMessage()));
        }
        refilter();
    }

    private void refilter() {
        Predicate<EventLine> words = query;
        Predicate<EventLine> seen = labProbes.get() ? words : words.and(line -> !line.byLab());
        shown.setPredicate(podsOnly.get() ? seen.and(EventLine::isLearners) : seen);
    }
}
