package beelab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.lab.bench.ProgramTimes.Run;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramTimesTest {

    @Test
    void aProcessWithoutProgramsHasNoTimes() throws IOException {
        assertThat(ProgramTimes.of(ProcessHandle.current().pid()).byId()).isEmpty();
    }

    @Test
    void sumsWhatIsNotLeftOut() {
        ProgramTimes times =
                new ProgramTimes(
                        Map.of(1, new Run(10, 1000), 2, new Run(1, 50), 3, new Run(2, 60)));

        assertThat(times.sumWithout(Set.of(1))).isEqualTo(new Run(3, 110));
        assertThat(times.sumWithout(Set.of(1, 2, 3))).isEqualTo(new Run(0, 0));
    }
}
