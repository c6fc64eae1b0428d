package beelab.lab.ui.welcome;

import beelab.lab.ui.shell.LabBackend;
import beelab.lab.ui.shell.LabViewModel;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The welcome screen: the lessons, and what this machine can do. FX thread only. */
public final class WelcomeViewModel {
    private final LabViewModel lab;
    private final ObservableList<LabBackend.Lesson> lessons = FXCollections.observableArrayList();
    private final ObservableList<LabBackend.MachineCheck> machine =
            FXCollections.observableArrayList();
    private final ObservableList<LabBackend.Lesson> lessonsView =
            FXCollections.unmodifiableObservableList(lessons);
    private final ObservableList<LabBackend.MachineCheck> machineView =
            FXCollections.unmodifiableObservableList(machine);
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");

    /** Knows nothing before {@link #load()}. */
    public WelcomeViewModel(LabViewModel lab) {
        this.lab = lab;
    }

    /** Reads the lessons and looks at the machine, in the background. */
    public void load() {
        lab.background()
                .run("list the lessons", lab.backend()::lessons)
                .onSuccess(lessons::setAll)
                .onFailure(failure ->
                        problem.set("The lessons cannot be read: " + failure.getMessage()))
                .start();
        lab.background()
                .run("look at this machine", lab.backend()::checkMachine)
                .onSuccess(machine::setAll)
                .onFailure(failure ->
                        problem.set("This machine could not be examined: " + failure.getMessage()))
                .andFinally(() -> looking.set(false))
                .start();
    }

    /** Opens a lesson and starts the cluster. */
    public void start(LabBackend.Lesson lesson) {
        lab.open(lesson.id(), true);
    }

    /** Opens a lesson for reading only. */
    public void read(LabBackend.Lesson lesson) {
        lab.open(lesson.id(), false);
    }

    /** The lessons. */
    public ObservableList<LabBackend.Lesson> lessons() {
        return lessonsView;
    }

    /** What was found on this machine. */
    public ObservableList<LabBackend.MachineCheck> machine() {
        return machineView;
    }

    /** Whether the machine is still being looked at. */
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /** What could not be read; empty when all could. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }
}
