package beelab.lab.ui.common;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door from the window to work that blocks.
 *
 * <pre>{@code
 * background.run("apply the policy", () -> cluster.apply(file))
 *         .onSuccess(this::showApplied)
 *         .onFailure(problem -> error.set(problem.getMessage()))
 *         .start();
 * }</pre>
 *
 * The work runs on a virtual thread that bears the job's name; the callbacks run on the FX thread.
 * Closing interrupts what still runs.
 */
public final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** A cancelled start of the cluster undoes what it did; that takes some seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Executor fx;
    private final ExecutorService threads;

    /**
     * @param fx runs a task on the FX thread, later; {@code Platform::runLater} in the window
     */
    public Background(Executor fx) {
        this.fx = fx;
        this.threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("lab-job-", 0).factory());
    }

    /** Describes a job; nothing happens before {@link Job#start()}. */
    public <T> Job<T> run(String name, Callable<T> work) {
        return new Job<>(name, work);
    }

    /** Describes a job without a result. */
    public Job<Boolean> run(String name, Action work) {
        return new Job<>(
                name,
                () -> {
                    work.run();
                    return Boolean.TRUE;
                });
    }

    /** Runs {@code task} on the FX thread, later. */
    public void onFxThread(Runnable task) {
        fx.execute(task);
    }

    /**
     * Interrupts what still runs and waits until it has cleaned up, for at most {@link #PATIENCE}.
     * Not for the FX thread.
     */
    @Override
    public void close() {
        FxThread.mustNotBlock("ending background work");
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("background work did not end within {} s", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Work without a result that may fail. */
    @FunctionalInterface
    public interface Action {
        /** Does the work; may block. */
        void run() throws Exception;
    }

    /** A piece of work and what follows it. Configured and started by one thread. */
    public final class Job<T> {
        private final String name;
        private final Callable<T> work;
        private Consumer<T> success = result -> {};
        private Consumer<Exception> failure;
        private Runnable last = () -> {};

        private Job(String name, Callable<T> work) {
            this.name = name;
            this.work = work;
            this.failure = problem -> LOG.warn("could not {}", name, problem);
        }

        /** Called on the FX thread with the result. */
        public Job<T> onSuccess(Consumer<T> action) {
            success = action;
            return this;
        }

        /** Called on the FX thread with what went wrong; without it the problem is logged. */
        public Job<T> onFailure(Consumer<Exception> action) {
            failure = action;
            return this;
        }

        /** Called on the FX thread after either of the two. */
        public Job<T> andFinally(Runnable action) {
            last = action;
            return this;
        }

        /** Starts the work; returns at once. After {@link Background#close()} it does nothing. */
        public void start() {
            try {
                threads.execute(this::work);
            } catch (RejectedExecutionException e) {
                LOG.debug("not done, the window is closing: {}", name);
            }
        }

        private void work() {
            Thread.currentThread().setName("lab-job: " + name);
            FxThread.mustNotBlock(name);
            try {
                T result = work.call();
                fx.execute(() -> finish(() -> success.accept(result)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                fx.execute(() -> finish(() -> failure.accept(e)));
            }
        }

        private void finish(Runnable outcome) {
            try {
                outcome.run();
            } finally {
                last.run();
            }
        }
    }
}
