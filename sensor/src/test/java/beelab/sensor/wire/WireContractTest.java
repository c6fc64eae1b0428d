package beelab.sensor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.bpf.ContractObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * wire.h and counters.h and their Java sides say the same; read from the BTF of a compiled object.
 */
class WireContractTest {
    @Test
    void structuresHaveTheSameFieldsAtTheSameOffsets() {
        WireLayouts.ALL.forEach(ContractObject::assertSameLayout);
    }

    @Test
    void everyMemberOfTheEnumsHasAConstantOfItsNameAndValue() {
        List.of(
                        "record_kind",
                        "exec_flag",
                        "fork_flag",
                        "hook_flag",
                        "value_kind",
                        "file_flag",
                        "frame_status")
                .forEach(name -> ContractObject.assertSameConstants(name, WireLayouts.class));
    }

    @Test
    void countersAreInTheSameOrder() {
        Map<String, Integer> expected = new LinkedHashMap<>();
        Arrays.stream(KernelCounter.values()).forEach(c -> expected.put(c.name(), c.ordinal()));
        expected.put("COUNTER_COUNT", KernelCounter.values().length);
        assertThat(ContractObject.members("kernel_counter")).isEqualTo(expected);
    }

    @Test
    void countersOfPoliciesAreInTheSameOrder() {
        Map<String, Integer> expected = new LinkedHashMap<>();
        Arrays.stream(PolicyCounter.values())
                .forEach(c -> expected.put("POLICY_" + c, c.ordinal()));
        expected.put("POLICY_COUNTER_COUNT", PolicyCounter.values().length);
        assertThat(ContractObject.members("policy_counter")).isEqualTo(expected);
    }

    @Test
    void actionsHaveTheSameNumbers() {
        Map<String, Integer> expected = new LinkedHashMap<>();
        Arrays.stream(HookAction.values()).forEach(a -> expected.put("ACTION_" + a, a.code()));
        assertThat(ContractObject.members("hook_action")).isEqualTo(expected);
    }
}
