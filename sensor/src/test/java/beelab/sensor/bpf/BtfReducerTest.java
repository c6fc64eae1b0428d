package beelab.sensor.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BtfReducerTest {
    private static byte[] contract() throws BpfException {
        try (BpfObject object = BpfObject.openResource("contract")) {
            return BtfCalls.bytes(ObjectCalls.btf(object.pointer()));
        }
    }

    @Test
    void keepsTheTypesThatAreWantedAndWhatTheyHoldByValue() throws BpfException {
        byte[] reduced = BtfReducer.reduce(contract(), Set.of("guard_config"));

        assertThat(BtfReducer.names(reduced)).contains("guard_config", "value_ref");
        assertThat(BtfReducer.names(reduced)).doesNotContain("hook_config", "exec_record");
        assertThat(reduced.length).isLessThan(contract().length / 2);
    }

    @Test
    void reducesNothingMoreFromWhatIsReduced() throws BpfException {
        byte[] once = BtfReducer.reduce(contract(), Set.of("hook_config", "enum_that_is_nowhere"));

        byte[] twice = BtfReducer.reduce(once, BtfReducer.names(once));
        assertThat(BtfReducer.names(twice)).isEqualTo(BtfReducer.names(once));
        assertThat(twice).hasSameSizeAs(once);
    }

    @Test
    void refusesWhatIsNoTypeInformation() {
        assertThatThrownBy(() -> BtfReducer.names(new byte[64]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not BTF");
    }
}
