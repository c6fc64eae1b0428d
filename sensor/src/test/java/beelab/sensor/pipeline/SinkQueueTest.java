package beelab.sensor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.event.Event;
import beelab.sensor.event.Sample;
import beelab.sensor.testing.RandomCases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SinkQueueTest {
    private static Event event(int pid) {
        return Sample.exec(Sample.process(pid, "/bin/x", "", null));
    }

    private static int pid(@Nullable Event event) {
        return ((Event.Exec) Objects.requireNonNull(event, "the queue is empty")).process().pid();
    }

    @Test
    void lossStandsWhereTheEventsAreMissing() {
        SinkQueue queue = new SinkQueue("q", 2, Clock.systemUTC());
        assertThat(queue.offer(event(1))).isTrue();
        assertThat(queue.offer(event(2))).isTrue();
        assertThat(queue.offer(event(3))).isFalse();
        assertThat(queue.offer(event(4))).isFalse();
        assertThat(pid(queue.poll())).isEqualTo(1);
        assertThat(queue.offer(event(5))).isTrue();
        assertThat(pid(queue.poll())).isEqualTo(2);
        assertThat(queue.poll())
                .isInstanceOfSatisfying(
                        Event.Loss.class, loss -> assertThat(loss.dropped()).isEqualTo(2));
        assertThat(pid(queue.poll())).isEqualTo(5);
        assertThat(queue.poll()).isNull();
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void lossAtTheEndIsToldWithoutAnotherEvent() {
        SinkQueue queue = new SinkQueue("q", 1, Clock.systemUTC());
        queue.offer(event(1));
        queue.offer(event(2));
        queue.poll();
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.poll()).isInstanceOf(Event.Loss.class);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void droppedLossAddsItsOwnCount() {
        SinkQueue queue = new SinkQueue("q", 1, Clock.systemUTC());
        queue.offer(event(1));
        queue.offer(new Event.Loss(Sample.TIME, 10, "kernel"));
        queue.offer(event(2));
        queue.poll();
        assertThat(queue.poll())
                .isInstanceOfSatisfying(
                        Event.Loss.class, loss -> assertThat(loss.dropped()).isEqualTo(11));
    }

    @Test
    void pollWaitsForAnEvent() throws InterruptedException {
        SinkQueue queue = new SinkQueue("q", 1, Clock.systemUTC());
        assertThat(queue.poll(Duration.ofMillis(1))).isNull();
        Thread.ofPlatform().start(() -> queue.offer(event(7)));
        assertThat(pid(queue.poll(Duration.ofSeconds(10)))).isEqualTo(7);
    }

    /**
     * Whatever the order of offers and polls: what comes out and what was counted is all there was.
     */
    @Test
    void nothingGetsLostUncounted() {
        RandomCases.tryOut(1000, SinkQueueTest::offerAndPoll);
    }

    private static void offerAndPoll(Random random) {
        SinkQueue queue = new SinkQueue("q", 1 + random.nextInt(5), Clock.systemUTC());
        int offered = 0;
        long accounted = 0;
        List<Integer> pids = new ArrayList<>();
        for (int i = random.nextInt(100); i > 0; i--) {
            if (random.nextBoolean()) {
                queue.offer(event(++offered));
            } else {
                accounted += account(queue.poll(), pids);
            }
        }
        while (!queue.isEmpty()) {
            accounted += account(queue.poll(), pids);
        }
        assertThat(accounted).isEqualTo(offered);
        assertThat(pids).isSorted().doesNotHaveDuplicates();
    }

    private static long account(
            @org.jspecify.annotations.Nullable Event event, List<Integer> pids) {
        return switch (event) {
            case null -> 0;
            case Event.Loss loss -> loss.dropped();
            default -> {
                pids.add(pid(event));
                yield 1;
            }
        };
    }
}
