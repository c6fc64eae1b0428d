package beelab.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedsTest {

    private static final Map<String, String> PRESENT = Map.of("ring_buffer", "created one");
    private static final Map<String, String> ABSENT = Map.of("lsm", "this kernel has no BPF LSM");

    @ParameterizedTest
    @CsvSource({
        "5.8, 6.18.44-fc-v669, ''",
        "5.8, 5.8.0, ''",
        "5.10, 5.8.0-23-generic, 'Linux 5.8.0-23-generic is older than 5.10'",
        "6.1, 5.15.90, 'Linux 5.15.90 is older than 6.1'",
        "'', 4.4.0, ''"
    })
    void versionsAreComparedAsNumbers(String least, String actual, String told) {
        assertThat(Needs.kernel(least, actual).orElse("")).isEqualTo(told);
    }

    @Test
    void aFeatureThatIsNotThereIsToldWithTheProbesReason() {
        assertThat(Needs.feature("ring_buffer", PRESENT, ABSENT)).isEmpty();
        assertThat(Needs.feature("lsm", PRESENT, ABSENT))
                .hasValue("there is no lsm: this kernel has no BPF LSM");
    }

    @Test
    void aFeatureThatNobodyKnowsIsToldWithTheOnesNearby() {
        assertThat(Needs.feature("ring_bufer", PRESENT, ABSENT))
                .hasValue("bee probe knows no feature 'ring_bufer' (did you mean 'ring_buffer'?)");
    }
}
