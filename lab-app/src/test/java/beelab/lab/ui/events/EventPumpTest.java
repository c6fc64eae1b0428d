package beelab.lab.ui.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventPumpTest {
    private final Deque<Runnable> fx = new ArrayDeque<>();
    private final AtomicLong now = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<Integer>> batches = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private EventPump<Integer> pump(int capacity) {
        return new EventPump<>(
                capacity,
                task -> {
                    synchronized (fx) {
                        fx.add(task);
                    }
                },
                timer,
                now::get,
                batches::add);
    }

    private int planned() {
        synchronized (fx) {
            return fx.size();
        }
    }

    private void runFx() {
        Runnable task;
        synchronized (fx) {
            task = fx.removeFirst();
        }
        task.run();
    }

    @Test
    void deliversAtOnceWhenIdle() {
        pump(10).offer(1);
        assertThat(planned()).isEqualTo(1);
        runFx();
        assertThat(batches).containsExactly(List.of(1));
    }

    @Test
    void gathersWhatComesBeforeTheFxThreadGetsToIt() {
        EventPump<Integer> pump = pump(10);
        pump.offer(1);
        pump.offer(2);
        pump.offer(3);
        assertThat(planned()).isEqualTo(1);
        runFx();
        assertThat(batches).containsExactly(List.of(1, 2, 3));
    }

    @Test
    void waitsForTheRestOfTheIntervalUnderLoad() {
        EventPump<Integer> pump = pump(10);
        pump.offer(1);
        runFx();
        now.addAndGet(EventPump.INTERVAL.toNanos() / 2);
        pump.offer(2);
        assertThat(planned()).as("not at once").isZero();
        await().until(() -> planned() == 1);
        runFx();
        assertThat(batches).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void leavesOutTheOldestWhenFullAndCountsThem() {
        EventPump<Integer> pump = pump(3);
        for (int i = 1; i <= 5; i++) {
            pump.offer(i);
        }
        runFx();
        assertThat(batches).containsExactly(List.of(3, 4, 5));
        assertThat(pump.skipped()).isEqualTo(2);
    }
}
