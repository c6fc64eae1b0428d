package beelab.lab.ui.tour;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import org.jspecify.annotations.Nullable;

/** Asks and acts on the FX thread from another one. */
final class Fx {
    private static final Duration LOOK = Duration.ofMillis(100);

    private Fx() {}

    /** A condition that is looked at on the FX thread. */
    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    static <T extends @Nullable Object> T get(Callable<T> question) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(question);
        Platform.runLater(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    static <T> T require(Callable<@Nullable T> question) throws InterruptedException {
        T answer = get(question);
        if (answer == null) {
            throw new TourException("Something that should be there is not.");
        }
        return answer;
    }

    static void run(Runnable action) throws InterruptedException {
        get(() -> {
            action.run();
            return true;
        });
    }

    /** Presses a button, as Enter does. */
    static void press(Scene scene, String id) throws InterruptedException {
        run(() -> {
            if (scene.lookup(id) instanceof ButtonBase button && !button.isDisabled()) {
                button.fire();
            } else {
                throw new TourException("There is no button " + id + " to press.");
            }
        });
    }

    /** Waits until a condition holds, and gives up with words about what was waited for. */
    static void await(String what, Duration patience, Condition condition)
            throws InterruptedException {
        if (!awaitQuietly(patience, condition)) {
            throw new TourException(
                    "Waited %d s in vain for %s.".formatted(patience.toSeconds(), what));
        }
    }

    /** Waits until a condition holds; false when it did not in time. */
    static boolean awaitQuietly(Duration patience, Condition condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!get(condition::holds)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }
}
