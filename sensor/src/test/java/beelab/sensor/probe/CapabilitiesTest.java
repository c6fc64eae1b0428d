package beelab.sensor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    void bitsAreNamedByTheirNumber() {
        assertThat(Capabilities.decode(0)).isEmpty();
        assertThat(Capabilities.decode(1)).containsExactly("CHOWN");
        assertThat(Capabilities.decode(1L << 21 | 1L << 38 | 1L << 39))
                .containsExactly("SYS_ADMIN", "PERFMON", "BPF");
        assertThat(Capabilities.decode(0x1ff_ffff_ffffL)).hasSize(41);
    }
}
