package beelab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private static Latencies millis(long... values) {
        return new Latencies(LongStream.of(values).mapToObj(Duration::ofMillis).toList());
    }

    @Test
    void takesTheNearestRank() {
        Latencies hundred = millis(LongStream.rangeClosed(1, 100).toArray());

        assertThat(hundred.percentile(50)).isEqualTo(Duration.ofMillis(50));
        assertThat(hundred.percentile(95)).isEqualTo(Duration.ofMillis(95));
        assertThat(hundred.percentile(100)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void sortsWhatItIsGiven() {
        assertThat(millis(30, 10, 20).percentile(50)).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void printsMillisecondsWithAPoint() {
        assertThat(new Latencies(List.of(Duration.ofNanos(1_250_000))).text())
                .isEqualTo("p50 1.3 ms, p95 1.3 ms, max 1.3 ms (1 events)");
    }

    @Test
    void refusesToSpeakAboutNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Latencies(List.of()));
    }
}
