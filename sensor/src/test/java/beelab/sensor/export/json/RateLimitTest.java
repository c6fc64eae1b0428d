package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MINUTE = 60_000_000_000L;

    // Near the end of the numbers: the clock's zero is anywhere, and it may wrap around.
    private long now = Long.MAX_VALUE - MINUTE / 2;

    @Test
    void refusedEventsAreToldOnceTheMinuteIsOver() {
        RateLimit limit = new RateLimit(2, () -> now);
        assertThat(limit.pass()).isTrue();
        assertThat(limit.pass()).isTrue();
        assertThat(limit.pass()).isFalse();
        assertThat(limit.pass()).isFalse();
        assertThat(limit.refusedInEndedWindow()).isZero();
        now += MINUTE;
        assertThat(limit.refusedInEndedWindow()).isEqualTo(2);
        assertThat(limit.refusedInEndedWindow()).isZero();
        assertThat(limit.pass()).isTrue();
    }

    @Test
    void endOfTheExportEndsTheMinute() {
        RateLimit limit = new RateLimit(0, () -> now);
        assertThat(limit.pass()).isFalse();
        assertThat(limit.endWindow()).isEqualTo(1);
        assertThat(limit.endWindow()).isZero();
    }

    @Test
    void minusOneMeansNoLimit() {
        RateLimit limit = new RateLimit(-1, () -> now);
        for (int i = 0; i < 1000; i++) {
            assertThat(limit.pass()).isTrue();
        }
        now += 10 * MINUTE;
        assertThat(limit.refusedInEndedWindow()).isZero();
    }
}
