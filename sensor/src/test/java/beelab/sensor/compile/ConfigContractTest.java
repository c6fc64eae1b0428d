package beelab.sensor.compile;

import beelab.sensor.bpf.ContractObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** config.h and its Java side say the same; read from the BTF of a compiled object. */
class ConfigContractTest {
    @Test
    void structuresHaveTheSameFieldsAtTheSameOffsets() {
        ConfigLayouts.ALL.forEach(ContractObject::assertSameLayout);
    }

    @Test
    void everyMemberOfTheEnumsHasAConstantOfItsNameAndValue() {
        List.of(
                        "arg_type",
                        "value_source",
                        "value_ref_flag",
                        "arg_flag",
                        "filter_field",
                        "filter_test",
                        "filter_flag",
                        "subject_number",
                        "expression_step",
                        "hook_role",
                        "hook_option",
                        "notify",
                        "rate_scope",
                        "extra_flag",
                        "return_sock",
                        "ima_source")
                .forEach(name -> ContractObject.assertSameConstants(name, ConfigCodes.class));
    }
}
