package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.compile.ArgSpec.Memory;
import beelab.sensor.compile.CompiledProgram.Guard;
import beelab.sensor.compile.CompiledSelector.SelectorAction;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyGuardsTest {
    private static final ArgSource FIRST = new ArgSource.SyscallArg(0);
    private static final List<ArgSpec> ARGUMENTS =
            List.of(
                    ArgSpec.of(0, ArgType.INT32, FIRST, Memory.USER),
                    ArgSpec.of(1, ArgType.STRING, new ArgSource.SyscallArg(1), Memory.USER),
                    ArgSpec.of(2, ArgType.UINT64, new ArgSource.CurrentTask(), Memory.KERNEL));

    private static CompiledFilter number(int argument, boolean negated, Long... values) {
        return new CompiledFilter(
                argument, FilterField.NUMBER, new FilterTest.NumberIn(List.of(values)), negated);
    }

    private static CompiledSelector selector(CompiledFilter... filters) {
        return new CompiledSelector(List.of(filters), SelectorAction.POST);
    }

    private static final CompiledFilter TEXT =
            new CompiledFilter(
                    1,
                    FilterField.TEXT,
                    FilterTest.Text.of(FilterTest.Part.WHOLE, List.of("a")),
                    false);

    @Test
    void the_number_that_every_selector_asks_for_is_looked_at_first() {
        assertThat(
                        EarlyGuards.of(
                                List.of(
                                        selector(TEXT, number(0, false, -2L)),
                                        selector(number(0, false, 7L))),
                                ARGUMENTS))
                .containsExactly(
                        Guard.masked(FIRST, 0xffff_ffffL, 0xffff_fffeL),
                        Guard.masked(FIRST, 0xffff_ffffL, 7));
    }

    @Test
    void a_selector_without_a_number_lets_every_call_pass() {
        assertThat(
                        EarlyGuards.of(
                                List.of(selector(number(0, false, 7L)), selector(TEXT)), ARGUMENTS))
                .isEmpty();
        assertThat(EarlyGuards.of(List.of(), ARGUMENTS)).isEmpty();
    }

    @Test
    void negated_many_and_distant_numbers_make_none() {
        assertThat(EarlyGuards.of(List.of(selector(number(0, true, 7L))), ARGUMENTS)).isEmpty();
        assertThat(EarlyGuards.of(List.of(selector(number(0, false, 1L, 2L, 3L))), ARGUMENTS))
                .isEmpty();
        assertThat(EarlyGuards.of(List.of(selector(number(2, false, 7L))), ARGUMENTS)).isEmpty();
    }
}
