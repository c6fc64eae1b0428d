package beelab.sensor.export.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private Instant now = Instant.EPOCH;

    private final Clock clock =
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };

    @Test
    void refusedEventsAreToldOnceTheMinuteIsOver() {
        RateLimit limit = new RateLimit(2, clock);
        assertThat(limit.pass()).isTrue();
        assertThat(limit.pass()).isTrue();
        assertThat(limit.pass()).isFalse();
        assertThat(limit.pass()).isFalse();
        assertThat(limit.refusedInEndedWindow()).isZero();
        now = now.plusSeconds(60);
        assertThat(limit.refusedInEndedWindow()).isEqualTo(2);
        assertThat(limit.refusedInEndedWindow()).isZero();
        assertThat(limit.pass()).isTrue();
    }

    @Test
    void minusOneMeansNoLimit() {
        RateLimit limit = new RateLimit(-1, clock);
        for (int i = 0; i < 1000; i++) {
            assertThat(limit.pass()).isTrue();
        }
        now = now.plusSeconds(600);
        assertThat(limit.refusedInEndedWindow()).isZero();
    }
}
