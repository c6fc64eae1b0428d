package beelab.sensor.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Expressions of CelExpr: from their text to the kernel side's verdict. */
class SelectExpressionTest {
    private final HostSelect host = new HostSelect();

    @AfterEach
    void close() {
        host.close();
    }

    /** arg0 and arg1 are signed, arg2 is unsigned. */
    private static CelCompiler.Variable argument(String name) throws Refusal {
        return switch (name) {
            case "arg0", "arg1" ->
                    new CelCompiler.Variable(ExpressionStep.argument(name.charAt(3) - '0'), true);
            case "arg2" -> new CelCompiler.Variable(ExpressionStep.argument(2), false);
            default -> throw new Refusal("values[0]", "no " + name, "");
        };
    }

    private boolean holds(String expression) throws Refusal {
        List<ExpressionStep> steps =
                CelCompiler.compile(expression, SelectExpressionTest::argument);
        CompiledSelector selector =
                Programs.ofProcess(FilterField.PID, new FilterTest.Expression(steps), false);
        return host.select(
                        Programs.image(
                                List.of(ArgType.INT32, ArgType.INT64, ArgType.UINT64), selector))
                == 0;
    }

    private void arguments(long arg0, long arg1, long arg2) {
        host.number(0, arg0);
        host.number(1, arg1);
        host.number(2, arg2);
    }

    @Test
    void sumsComparisonsAndLogic() throws Refusal {
        arguments(-1, -16, 7);
        assertThat(holds("arg0 - int32(10) == arg1 + int32(5)")).isTrue();
        assertThat(holds("arg0 - 10 == arg1 + 6")).isFalse();
        assertThat(holds("arg0 < 0 && arg1 <= -16")).isTrue();
        assertThat(holds("arg0 > 0 || arg2 == 7u")).isTrue();
        assertThat(holds("!(arg0 > 0) && arg2 >= 7u")).isTrue();
        assertThat(holds("arg2 != 7u")).isFalse();
        assertThat(holds("true")).isTrue();
        assertThat(holds("false || arg0 == 1")).isFalse();
    }

    @Test
    void signsDecideHowNumbersCompare() throws Refusal {
        arguments(-1, 0, -1);
        assertThat(holds("arg0 < arg1")).isTrue();
        assertThat(holds("arg2 > 5u")).isTrue();
        assertThat(holds("uint32(arg0) == 4294967295u")).isTrue();
        assertThat(holds("int32(arg2) == -1")).isTrue();
        assertThat(holds("uint32(arg0) > uint32(arg1)")).isTrue();
    }

    @Test
    void anUnreadableArgumentMakesItFalse() throws Refusal {
        arguments(1, 1, 1);
        host.unreadable(0);
        assertThat(holds("arg0 == 1 || arg1 == 1")).isFalse();
        assertThat(holds("arg1 == 1")).isTrue();
    }

    @Test
    void whatIsNoExpressionIsRefusedWithItsPlace() {
        refuses("arg0 ==", "cannot be read at character");
        refuses("arg0 + 1", "is a number");
        refuses("arg0 == arg2", "signed and an unsigned");
        refuses("arg0 * 2 == 4", "there is no *");
        refuses("arg0 && arg1", "true or false");
        refuses("arg9 == 1", "no arg9");
        refuses("arg0 == 'x'", "no number");
        refuses("arg0 in [1]", "there is no");
        refuses("a.b == 1", "more than numbers");
        refuses("arg0 == " + "(1+".repeat(17) + "1" + ")".repeat(17), "more than 16 numbers");
    }

    private static void refuses(String expression, String message) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> CelCompiler.compile(expression, SelectExpressionTest::argument))
                .satisfies(refusal -> assertThat(refusal.message()).contains(message));
    }
}
